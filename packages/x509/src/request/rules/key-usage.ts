import { endEntityKeyUsage } from '../../profile/end-entity-extensions.ts'
import { conflict, type RequestRule } from '../request-rule.ts'

/**
 * Every usage asked for is among the guide's two; an EC key's CSR may ask for keyEncipherment, which the
 * guide's own configuration does for every key, and does not get it.
 */
export const keyUsage: RequestRule = {
  id: 'key-usage',
  citation: 'the guide, "Create Certificate Signing Request"',
  applies: ({ csr }) => csr.extensions.keyUsage !== undefined,
  run: ({ csr }) => {
    const asked = csr.extensions.keyUsage ?? []
    const beyond = asked.find(
      (usage) => usage !== 'digitalSignature' && usage !== 'keyEncipherment',
    )
    return (
      beyond &&
      conflict('keyUsage', beyond, endEntityKeyUsage(csr.publicKey.kind.algorithm).join(', '))
    )
  },
}
