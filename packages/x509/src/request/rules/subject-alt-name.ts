import { DerReader } from '../../der/der-reader.ts'
import { encodeValue } from '../../der/der-writer.ts'
import { TAG } from '../../der/tags.ts'
import { EXTENSION } from '../../oids.ts'
import { conflict, type RequestRule } from '../request-rule.ts'

/** Every alternative name asked for is one that the profile gives, and none is asked for twice. */
export const subjectAltName: RequestRule = {
  id: 'subject-alt-name',
  citation: 'the guide, "Create Certificate Signing Request", key points',
  applies: ({ csr }) => csr.extensions.subjectAltName !== undefined,
  run: ({ csr, profile, identity }) => {
    const extension = csr.extensions.list.find(({ oid }) => oid === EXTENSION.subjectAltName)
    const given = profile.subjectAltNames(identity)
    const open = [...given]
    const names = DerReader.over(extension?.value ?? encodeValue(TAG.SEQUENCE, [])).enter()
    while (!names.done) {
      const asked = names.element()
      const at = open.findIndex((name) => asked.equals(name))
      if (at === -1) {
        return conflict('subjectAltName', printable(asked), given.map(printable).join(', '))
      }
      open.splice(at, 1)
    }
    return undefined
  },
}

/** The readable characters of an encoded name: for a message, not for a decision. */
function printable(name: Uint8Array): string {
  return Buffer.from(name)
    .toString('latin1')
    .replace(/[^\x20-\x7e]+/g, ' ')
    .trim()
}
