import { keySizeViolation } from '../../public-key/key-size.ts'
import type { RequestRule } from '../request-rule.ts'

/** RSA has 2,048 to 4,096 bits. */
export const keySize: RequestRule = {
  id: 'key-size',
  citation: 'NIST SP 800-131A r2 §3',
  applies: () => true,
  run: ({ csr }) => keySizeViolation(csr.publicKey),
}
