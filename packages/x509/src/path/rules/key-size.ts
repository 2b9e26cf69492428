import { keySizeViolation } from '../../public-key/key-size.ts'
import type { PathRule } from '../path-rule.ts'

/** Every key of the path is of an accepted kind and size. */
export const keySize: PathRule = {
  id: 'key-size',
  citation: 'NIST SP 800-131A r2 §3',
  applies: () => true,
  run: ({ certificate, depth }) => {
    const violation = keySizeViolation(certificate.publicKey)
    return violation && { ...violation, details: { ...violation.details, depth } }
  },
}
