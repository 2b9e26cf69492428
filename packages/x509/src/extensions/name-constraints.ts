import type { DerReader } from '../der/der-reader.ts'
import { contextConstructed } from '../der/tags.ts'
import { X509Error } from '../errors.ts'
import { type GeneralName, MAX_GENERAL_NAMES, readGeneralName } from './general-name.ts'

/** Subtrees in which all names below a CA must lie, and in which none may. */
export interface NameConstraints {
  readonly permitted: readonly GeneralName[]
  readonly excluded: readonly GeneralName[]
}

/**
 * Reads nameConstraints; `minimum` other than 0 and any `maximum` are refused, as RFC 5280 forbids.
 * @see RFC 5280 §4.2.1.10
 */
export function readNameConstraints(reader: DerReader): NameConstraints {
  const fields = reader.enter()
  const permitted = fields.enterIf(contextConstructed(0))
  const excluded = fields.enterIf(contextConstructed(1))
  fields.finish()
  return {
    permitted: permitted === undefined ? [] : readSubtrees(permitted),
    excluded: excluded === undefined ? [] : readSubtrees(excluded),
  }
}

function readSubtrees(list: DerReader): GeneralName[] {
  const bases: GeneralName[] = []
  do {
    const subtree = list.enter()
    bases.push(readGeneralName(subtree))
    if (!subtree.done) {
      throw new X509Error('der_malformed', 'a name constraint has a minimum or maximum')
    }
  } while (!list.done && bases.length < MAX_GENERAL_NAMES)
  list.finish()
  return bases
}
