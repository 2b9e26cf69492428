import type { DerReader } from '../der/der-reader.ts'
import { contextPrimitive } from '../der/tags.ts'
import { ANY_POLICY } from '../oids.ts'

/** After how many more certificates a path needs an explicit policy, or may not map policies. */
export interface PolicyConstraints {
  readonly requireExplicitPolicy?: number
  readonly inhibitPolicyMapping?: number
}

const MAX_MAPPINGS = 256

/** Reads policyConstraints. @see RFC 5280 §4.2.1.11 */
export function readPolicyConstraints(reader: DerReader): PolicyConstraints {
  const fields = reader.enter()
  const [requireExplicitPolicy, inhibitPolicyMapping] = [0, 1].map((number) => {
    const tag = contextPrimitive(number)
    return fields.peekTag() === tag ? fields.smallInteger(tag) : undefined
  })
  fields.finish()
  return {
    ...(requireExplicitPolicy === undefined ? {} : { requireExplicitPolicy }),
    ...(inhibitPolicyMapping === undefined ? {} : { inhibitPolicyMapping }),
  }
}

/** Reads policyMappings; whether one goes from or to anyPolicy, which RFC 5280 §4.2.1.5 forbids. */
export function readMapsAnyPolicy(reader: DerReader): boolean {
  const list = reader.enter()
  let mapsAnyPolicy = false
  for (let read = 0; read < MAX_MAPPINGS && !list.done; read++) {
    const mapping = list.enter()
    const policies = [mapping.oid(), mapping.oid()]
    mapping.finish()
    mapsAnyPolicy ||= policies.includes(ANY_POLICY)
  }
  list.finish()
  return mapsAnyPolicy
}
