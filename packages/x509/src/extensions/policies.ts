import type { DerReader } from '../der/der-reader.ts'
import { contextPrimitive } from '../der/tags.ts'
import { X509Error } from '../errors.ts'
import { ANY_POLICY } from '../oids.ts'

/** After how many more certificates a path needs an explicit policy, or may not map policies. */
export interface PolicyConstraints {
  readonly requireExplicitPolicy?: number
  readonly inhibitPolicyMapping?: number
}

const MAX_MAPPINGS = 256

/**
 * Reads certificatePolicies no further than to know that it is well formed: a critical extension that
 * cannot be read must not be passed over.
 * @see RFC 5280 §4.2.1.4
 */
export function readCertificatePolicies(reader: DerReader): void {
  const list = reader.enter()
  const seen = new Set<string>()
  do {
    const information = list.enter()
    const policy = information.oid()
    if (seen.has(policy)) throw new X509Error('der_malformed', `the policy ${policy} stands twice`)
    seen.add(policy)
    if (!information.done) readQualifiers(information.enter())
    information.finish()
  } while (!list.done && seen.size < MAX_MAPPINGS)
  list.finish()
}

function readQualifiers(qualifiers: DerReader): void {
  do {
    const qualifier = qualifiers.enter()
    qualifier.oid()
    qualifier.element()
    qualifier.finish()
  } while (!qualifiers.done)
}

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
