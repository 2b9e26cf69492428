import { formatInstant } from '../../instant.ts'
import type { PathRule } from '../path-rule.ts'

/** The moment lies from notBefore through notAfter, both included; also at the trust anchor. */
export const validityPeriod: PathRule = {
  id: 'validity-period',
  citation: 'RFC 5280 §6.1.3 (a)(2)',
  applies: () => true,
  run: ({ certificate: { notBefore, notAfter }, depth, at }) => {
    const details = { at: formatInstant(at), depth }
    if (at < notBefore) {
      return {
        code: 'not_yet_valid',
        message: `valid only from ${formatInstant(notBefore)}`,
        details: { ...details, notBefore: formatInstant(notBefore) },
      }
    }
    if (at <= notAfter) return undefined
    return {
      code: 'certificate_expired',
      message: `expired at ${formatInstant(notAfter)}`,
      details: { ...details, notAfter: formatInstant(notAfter) },
    }
  },
}
