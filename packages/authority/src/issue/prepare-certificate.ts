import {
  type CertificateIdentity,
  type CertificateProfile,
  type DurationSeconds,
  type ErrorDetails,
  encodeTbsCertificate,
  endEntityExtensions,
  type Instant,
  plus,
  type SubjectPublicKeyInfo,
  seconds,
  type TbsCertificate,
} from '@zcert/x509'
import type { AuthorityContext } from '../authority-context.ts'
import { AuthorityError } from '../errors.ts'
import { SigningTicket } from '../signer/signing-ticket.ts'
import { randomSerialNumber } from './random-serial-number.ts'

/** What a certificate is to be made for. */
export interface CertificateOrder {
  readonly identity: CertificateIdentity
  readonly profile: CertificateProfile
  readonly publicKey: SubjectPublicKeyInfo
  /** Facts of the request that the audit entry keeps: attributes that were passed over, for one. */
  readonly notes?: ErrorDetails
}

/** A certificate that passed the lint and waits for its signature. */
export interface PreparedCertificate {
  readonly certificate: TbsCertificate
  readonly ticket: SigningTicket
}

/** A device whose clock is a little behind still finds its new certificate valid. */
export const BACKDATE = seconds(60)

/**
 * Builds the certificate for an order, reads it back, lints it, and makes the one ticket with which it
 * can be signed. It never outlives the CA.
 * @throws {AuthorityError} `lint_failed`, `ca_expired`
 */
export function prepareCertificate(
  context: Pick<AuthorityContext, 'certificate' | 'signer' | 'issuerFacts' | 'randomBytes'>,
  { identity, profile, publicKey }: CertificateOrder,
  issuedAt: Instant,
): PreparedCertificate {
  const issuer = context.certificate
  if (issuedAt > issuer.notAfter) {
    throw new AuthorityError('ca_expired', "the CA's own certificate has expired")
  }
  const notBefore = Math.max(
    plus(issuedAt, -BACKDATE as DurationSeconds),
    issuer.notBefore,
  ) as Instant
  const tbs = encodeTbsCertificate({
    serialNumber: randomSerialNumber(context.randomBytes),
    signature: context.signer.algorithm.identifier,
    issuer: issuer.subject,
    notBefore,
    notAfter: Math.min(plus(notBefore, profile.validity), issuer.notAfter) as Instant,
    subject: profile.subject(identity, issuer.subject),
    publicKey,
    extensions: endEntityExtensions(profile, identity, publicKey, context.issuerFacts),
  })
  return SigningTicket.forCertificate(tbs, { issuedAt, issuer, endEntity: { profile, identity } })
}
