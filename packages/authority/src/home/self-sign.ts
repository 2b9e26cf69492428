import {
  type Certificate,
  certificationAuthorityExtensions,
  type DurationSeconds,
  encodeCertificate,
  encodeTbsCertificate,
  type Instant,
  type Name,
  parseCertificate,
  plus,
} from '@zcert/x509'
import { randomSerialNumber } from '../issue/random-serial-number.ts'
import type { Signer } from '../signer/signer.ts'
import { SigningTicket } from '../signer/signing-ticket.ts'

/** Makes the CA's own certificate. @throws {AuthorityError} `lint_failed` */
export async function selfSign(
  signer: Signer,
  { subject, validity }: { readonly subject: Name; readonly validity: DurationSeconds },
  issuedAt: Instant,
  randomBytes: (length: number) => Buffer,
): Promise<Certificate> {
  const tbs = encodeTbsCertificate({
    serialNumber: randomSerialNumber(randomBytes),
    signature: signer.algorithm.identifier,
    issuer: subject,
    notBefore: issuedAt,
    notAfter: plus(issuedAt, validity),
    subject,
    publicKey: signer.publicKey,
    extensions: certificationAuthorityExtensions(signer.publicKey),
  })
  const { ticket } = SigningTicket.forCertificate(tbs, { issuedAt, issuer: undefined })
  return parseCertificate(
    encodeCertificate(tbs, signer.algorithm.identifier, await signer.sign(ticket)),
  )
}
