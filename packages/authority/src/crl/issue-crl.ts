import {
  certificateFingerprint,
  type DurationSeconds,
  days,
  encodeCertificateList,
  encodeRevokedCertificates,
  encodeTbsCertList,
  formatInstant,
  type Instant,
  issuerKeyIdOf,
  plus,
  subjectKeyIdentifierOf,
} from '@zcert/x509'
import type { Actor, AuthorityContext } from '../authority-context.ts'
import { SigningTicket } from '../signer/signing-ticket.ts'

/** How long a CRL says that it holds: a week, well below the ten days that the lint allows. */
export const DEFAULT_CRL_VALIDITY = days(7)

/** A signed CRL that is on record. */
export interface IssuedCrl {
  readonly der: Buffer
  readonly number: number
  readonly thisUpdate: Instant
  readonly nextUpdate: Instant
  readonly entryCount: number
}

/**
 * Issues a complete CRL. Its number and its entries come from one transaction, so a higher number never
 * lists less; an entry leaves only after a CRL has listed it past the certificate's expiry.
 * @throws {AuthorityError} `lint_failed`, e.g. for a validity of more than ten days
 * @see RFC 5280 §5, §3.3
 */
export async function issueCrl(
  context: AuthorityContext,
  actor: Actor,
  validity: DurationSeconds = DEFAULT_CRL_VALIDITY,
): Promise<IssuedCrl> {
  const { ledger, signer, certificate } = context
  const issuerKeyId = issuerKeyIdOf(certificate)
  const { found, number, previousNumber, thisUpdate, nextUpdate } = await ledger.transact(
    async (tx) => {
      const previous = await tx.crls.latestSigned(issuerKeyId)
      // A clock that was set back does not make CRLs older than the one before.
      const now = Math.max(context.now(), previous?.thisUpdate ?? 0) as Instant
      const times = { thisUpdate: now, nextUpdate: plus(now, validity) }
      const found = await tx.certificates.revoked(previous?.thisUpdate ?? now)
      const next = (await tx.crls.highestNumber(issuerKeyId)) + 1
      await tx.crls.takeNumber({ issuerKeyId, number: next, ...times, entryCount: found.count })
      return {
        found,
        number: next,
        previousNumber: previous?.number,
        ...times,
      }
    },
  )
  const tbs = encodeTbsCertList({
    signature: signer.algorithm.identifier,
    issuer: certificate.subject,
    thisUpdate,
    nextUpdate,
    // A revocation noted before the clock was set back is listed as of this CRL, not of the future.
    entries: encodeRevokedCertificates(found, thisUpdate),
    crlNumber: BigInt(number),
    authorityKeyIdentifier: subjectKeyIdentifierOf(certificate),
  })
  const ticket = SigningTicket.forCertificateList({
    tbs,
    issuer: certificate,
    ...(previousNumber === undefined ? {} : { previousNumber: BigInt(previousNumber) }),
  })
  const der = encodeCertificateList(tbs, signer.algorithm.identifier, await signer.sign(ticket))
  await ledger.transact(async (tx) => {
    await tx.crls.complete(issuerKeyId, number, der)
    await tx.audit.append({
      category: 'certificate',
      severity: 'info',
      action: 'crl_issued',
      success: true,
      user: actor.user,
      sourceAddress: actor.sourceAddress,
      details: {
        number,
        entries: found.count,
        thisUpdate: formatInstant(thisUpdate),
        nextUpdate: formatInstant(nextUpdate),
        fingerprint: certificateFingerprint(der),
      },
    })
  })
  return { der, number, thisUpdate, nextUpdate, entryCount: found.count }
}
