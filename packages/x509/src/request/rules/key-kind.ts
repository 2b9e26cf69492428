import { describeKey } from '../../public-key/subject-public-key-info.ts'
import type { RequestRule } from '../request-rule.ts'

/** The key is of a kind that the profile issues certificates for. */
export const keyKind: RequestRule = {
  id: 'key-kind',
  citation: 'the guide, "Generate Device Private Key"',
  applies: ({ csr }) => csr.publicKey.kind.algorithm !== 'unsupported',
  run: ({ csr: { publicKey }, profile }) => {
    const { kind } = publicKey
    if (
      kind.algorithm === 'rsa'
        ? profile.keys.rsa
        : kind.algorithm === 'ec' && profile.keys.curves.includes(kind.curve)
    ) {
      return undefined
    }
    return {
      code: 'key_type_unsupported',
      message: `the profile ${profile.name} has no place for a key of kind ${describeKey(publicKey)}`,
      details: { key: describeKey(publicKey), profile: profile.name },
    }
  },
}
