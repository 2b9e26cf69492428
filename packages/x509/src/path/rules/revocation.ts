import { formatInstant } from '../../instant.ts'
import type { PathRule } from '../path-rule.ts'

/** The certificate is not revoked; what counts when that is unknown is the checker's policy. */
export const revocation: PathRule = {
  id: 'revocation',
  citation: 'RFC 5280 §6.1.3 (a)(3), §6.3',
  applies: ({ issuer }) => issuer !== undefined,
  run: (position) => {
    const status = position.revocation(position)
    const details = { depth: position.depth, serial: position.certificate.serialNumber }
    switch (status.status) {
      case 'not_asked':
      case 'good':
        return undefined
      case 'revoked':
        return {
          code: 'certificate_revoked',
          message: `revoked at ${formatInstant(status.entry.revocationDate)}: ${status.entry.reason}`,
          details: { ...details, reason: status.entry.reason },
        }
      case 'unknown':
        return { code: status.code, message: status.message, details }
    }
  },
}
