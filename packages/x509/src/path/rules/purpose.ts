import { KEY_PURPOSE } from '../../oids.ts'
import type { PathRule } from '../path-rule.ts'

/**
 * The end entity names the purpose in its extended key usage, and no CA above it forbids it.
 * `anyExtendedKeyUsage` is enough for a CA, never for the end entity, and an end entity without the
 * extension has no purpose.
 */
export const purpose: PathRule = {
  id: 'purpose',
  citation: 'RFC 5280 §4.2.1.12',
  applies: ({ certificate, depth, purpose: wanted }) =>
    wanted !== 'any' && (depth === 0 || certificate.extensions.extendedKeyUsage !== undefined),
  run: ({ certificate, depth, purpose: wanted }) => {
    if (wanted === 'any') return undefined
    const stated = certificate.extensions.extendedKeyUsage ?? []
    if (stated.includes(KEY_PURPOSE[wanted])) return undefined
    if (depth > 0 && stated.includes(KEY_PURPOSE.anyExtendedKeyUsage)) return undefined
    return {
      code: 'purpose_forbidden',
      message: `the extended key usage lacks ${wanted}`,
      details: { depth, wanted, stated: stated.join(' ') },
    }
  },
}
