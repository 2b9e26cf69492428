import { type CertificateRecord, LedgerError } from '@zcert/ledger'
import type { SerialNumber } from '@zcert/x509'
import { auditingRefusals } from '../audited.ts'
import type { Actor, AuthorityContext } from '../authority-context.ts'
import { AuthorityError } from '../errors.ts'

/**
 * Confirms that a device uses its new certificate: `pending_activation` becomes `active` and the one
 * before it `expired`, in one transaction.
 * @throws {LedgerError} `certificate_unknown`; {@link AuthorityError} `certificate_not_pending`
 * @see the guide, "Update Database"
 */
export async function activateCertificate(
  { ledger }: Pick<AuthorityContext, 'ledger'>,
  serial: SerialNumber,
  actor: Actor,
): Promise<CertificateRecord> {
  const attempt = { category: 'certificate', action: 'activation_refused', actor } as const
  return auditingRefusals(ledger, attempt, () =>
    ledger.transact(async (tx) => {
      const record = await tx.certificates.find(serial)
      if (record === undefined) {
        throw new LedgerError('certificate_unknown', `this CA issued no certificate ${serial}`, {
          details: { serial },
        })
      }
      if (record.status !== 'pending_activation') {
        throw new AuthorityError(
          'certificate_not_pending',
          `the certificate ${serial} is ${record.status}`,
          {
            details: { serial, status: record.status },
          },
        )
      }
      await tx.certificates.activate(record)
      await tx.audit.append({
        category: 'certificate',
        severity: 'info',
        action: 'certificate_activated',
        success: true,
        deviceId: record.deviceId,
        user: actor.user,
        sourceAddress: actor.sourceAddress,
        details: { serial },
      })
      return { ...record, status: 'active' }
    }),
  )
}
