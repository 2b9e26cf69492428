import { type CertificateRecord, LedgerError } from '@zcert/ledger'
import type { SerialNumber } from '@zcert/x509'
import { auditingRefusals } from '../audited.ts'
import type { Actor, AuthorityContext } from '../authority-context.ts'
import { AuthorityError } from '../errors.ts'

/**
 * Lifts the hold of a certificate: it is active again, and the next CRL, which the caller issues, no
 * longer lists it. What its device got meanwhile has taken its place for good.
 * @throws {LedgerError} `certificate_unknown`, `device_retired`; {@link AuthorityError}
 *   `certificate_not_held`, `certificate_replaced`. Refusals are audited.
 */
export async function releaseCertificate(
  { ledger, now }: Pick<AuthorityContext, 'ledger' | 'now'>,
  serial: SerialNumber,
  actor: Actor,
): Promise<CertificateRecord> {
  const attempt = { category: 'certificate', action: 'release_refused', actor } as const
  return auditingRefusals(ledger, attempt, () =>
    ledger.transact(async (tx) => {
      const record = await tx.certificates.find(serial)
      if (record === undefined) {
        throw new LedgerError('certificate_unknown', `this CA issued no certificate ${serial}`, {
          details: { serial },
        })
      }
      const { deviceId } = record
      if (!(await tx.certificates.release(record))) throw notHeld(record)
      if ((await tx.devices.status(deviceId)) === 'retired') {
        const what = `the device ${deviceId} is retired, which is final`
        throw new LedgerError('device_retired', what, { details: { serial, deviceId } })
      }
      const standing = await tx.certificates.standing(deviceId, now())
      const other = standing.find((one) => one.serial !== serial)
      if (other !== undefined && !isService(deviceId)) throw replaced(record, other)
      await tx.audit.append({
        category: 'certificate',
        severity: 'warning',
        action: 'certificate_released',
        success: true,
        deviceId,
        user: actor.user,
        sourceAddress: actor.sourceAddress,
        details: { serial, status: 'active' },
      })
      return { ...record, status: 'active', revokedAt: undefined, revocationReason: undefined }
    }),
  )
}

/** A service may have several certificates that are in use; no device is called so. */
function isService(deviceId: string): boolean {
  return deviceId.startsWith('service:')
}

function notHeld({ serial, status, revocationReason }: CertificateRecord): AuthorityError {
  const found = revocationReason === undefined ? status : `${status}: ${revocationReason}`
  return new AuthorityError('certificate_not_held', `the certificate ${serial} is ${found}`, {
    details: { serial, status },
    hint: 'only a certificate that was revoked with certificateHold can be released',
  })
}

function replaced({ serial, deviceId }: CertificateRecord, other: CertificateRecord) {
  return new AuthorityError(
    'certificate_replaced',
    `the device ${deviceId} has the certificate ${other.serial} beside ${serial}`,
    {
      details: { serial, deviceId, other: other.serial },
      hint: `revoke one of them for good: zcert cert revoke ${serial} --reason superseded`,
    },
  )
}
