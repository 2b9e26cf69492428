import { DerReader } from '../der/der-reader.ts'
import { readTime } from '../der/der-time.ts'
import { TAG } from '../der/tags.ts'
import { X509Error } from '../errors.ts'
import { readExtensions } from '../extensions/extension.ts'
import type { Instant } from '../instant.ts'
import { EXTENSION } from '../oids.ts'
import { type SerialNumber, serialOfInteger } from '../serial-number.ts'
import { type CertificateList, MAX_CRL_BYTES } from './certificate-list.ts'
import { type RevocationReason, revocationReasonOf } from './revocation-reason.ts'

/** One entry of a CRL. */
export interface RevokedCertificate {
  readonly serialNumber: SerialNumber
  readonly revocationDate: Instant
  readonly reason: RevocationReason
}

/**
 * The entries of a CRL, in its order.
 * @throws {X509Error} `crl_malformed` at the first entry that is; `crl_unsupported` at one with a
 *   critical extension, as entries of indirect CRLs have. In version 1 no entry has extensions.
 * @see RFC 5280 §5.1.2.6
 */
export function* revokedCertificatesOf(crl: CertificateList): Generator<RevokedCertificate, void> {
  const list = DerReader.over(crl.entries, MAX_CRL_BYTES)
  while (!list.done) yield readEntry(list, crl.version)
}

/**
 * The entry for `serial`, if the CRL has one. The whole CRL is read, so that one damaged entry
 * anywhere refuses it instead of hiding what stands behind.
 */
export function findRevoked(
  crl: CertificateList,
  serial: SerialNumber,
): RevokedCertificate | undefined {
  let found: RevokedCertificate | undefined
  for (const entry of revokedCertificatesOf(crl)) if (entry.serialNumber === serial) found = entry
  return found
}

function readEntry(list: DerReader, version: CertificateList['version']): RevokedCertificate {
  try {
    const fields = list.enter()
    const serialNumber = serialOfInteger(fields.integer())
    const revocationDate = readTime(fields)
    const reason = version === 1 || fields.done ? 'unspecified' : readReason(fields)
    fields.finish()
    return { serialNumber, revocationDate, reason }
  } catch (cause) {
    if (!(cause instanceof X509Error) || cause.code === 'crl_unsupported') throw cause
    throw new X509Error('crl_malformed', `an entry of the CRL cannot be read: ${cause.message}`, {
      cause,
    })
  }
}

function readReason(fields: DerReader): RevocationReason {
  let reason: RevocationReason = 'unspecified'
  for (const { oid, critical, value } of readExtensions(fields.enter())) {
    if (oid === EXTENSION.reasonCode) {
      const reader = DerReader.over(value)
      const word = revocationReasonOf(reader.smallInteger(TAG.ENUMERATED))
      reader.finish()
      if (word === undefined)
        throw new X509Error('der_malformed', 'a CRL entry has an unknown reason')
      reason = word
    } else if (critical) {
      throw new X509Error('crl_unsupported', `a CRL entry has the critical extension ${oid}`, {
        details: { extension: oid },
      })
    }
  }
  return reason
}
