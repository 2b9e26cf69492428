import type { Name, NameAttribute } from '../name/name.ts'

/** The first attribute of the name that `isWanted`, or nothing. */
export function findAttribute(
  name: Name,
  isWanted: (attribute: NameAttribute) => boolean,
): NameAttribute | undefined {
  for (const rdn of name.rdns) {
    for (const attribute of rdn) if (isWanted(attribute)) return attribute
  }
  return undefined
}
