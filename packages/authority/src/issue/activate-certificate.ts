import { type CertificateRecord, LedgerError } from '@zcert/ledger'
import type { SerialNumber } from '@zcert/x509'
import { auditingRefusals } from '../audited.ts'
import type { Actor, AuthorityContext } from '../authority-context.ts'
import { AuthorityError } from '../errors.ts'
import { revokeOne } from '../revoke/revoke-certificates.ts'

/** A certificate that a device uses now, and what it made superfluous. */
export interface ActivatedCertificate {
  readonly record: CertificateRecord
  /** What had waited for longer and is revoked now: the next CRL tells of it. */
  readonly superseded: readonly CertificateRecord[]
}

/**
 * Confirms that a device uses its new certificate: `pending_activation` becomes `active` and the one
 * before it `expired`, in one transaction. Whatever has waited for longer is revoked as `superseded`: only
 * now is it certain that the device does not use it.
 * @throws {LedgerError} `certificate_unknown`; {@link AuthorityError} `certificate_not_pending`
 * @see the guide, "Update Database"
 */
export async function activateCertificate(
  { ledger, now }: Pick<AuthorityContext, 'ledger' | 'now'>,
  serial: SerialNumber,
  actor: Actor,
): Promise<ActivatedCertificate> {
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
      const at = now()
      const standing = await tx.certificates.standing(record.deviceId, at)
      const superseded = standing.filter(
        ({ status, issuedAt }) => status === 'pending_activation' && issuedAt <= record.issuedAt,
      )
      for (const older of superseded) await revokeOne(tx, older, at, 'superseded', actor)
      return { record: { ...record, status: 'active' }, superseded }
    }),
  )
}
