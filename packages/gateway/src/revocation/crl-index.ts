import {
  type Certificate,
  type CertificateList,
  crlFault,
  days,
  formatInstant,
  type Instant,
  isSignedBy,
  namesMatch,
  plus,
  type RevocationChecker,
  type RevokedCertificate,
  revokedCertificatesOf,
  type SerialNumber,
} from '@zcert/x509'
import { GatewayError } from '../errors.ts'

/** How long after its nextUpdate a CRL still lets unlisted devices in, with an alarm. */
const STALE_GRACE = days(7)

/**
 * The newest complete CRL of one CA, verified once and kept as a table. A CRL that is damaged, of another
 * CA, or older never replaces it.
 */
export class CrlIndex {
  private readonly issuer: Certificate
  private loaded:
    | {
        readonly crl: CertificateList
        readonly entries: ReadonlyMap<SerialNumber, RevokedCertificate>
      }
    | undefined

  constructor(issuer: Certificate) {
    this.issuer = issuer
  }

  /** Number of the CRL in force; nothing before the first. */
  get number(): bigint | undefined {
    return this.loaded?.crl.crlNumber
  }

  /**
   * Puts a CRL in force.
   * @throws {GatewayError} `crl_refused`, `crl_not_newer`; {@link X509Error} `crl_malformed`. The one
   *   before stays in force.
   */
  load(crl: CertificateList, at: Instant): void {
    const fault = namesMatch(crl.issuer, this.issuer.subject)
      ? crlFault(crl, () => isSignedBy(crl, this.issuer))
      : 'it is of another CA'
    const partial =
      crl.isDelta || crl.issuingDistributionPoint !== undefined ? 'it is not complete' : undefined
    // A clock that was set back since the CRL in force was loaded does not make the next one a CRL of
    // the future: it would be refused, and with it the revocations it brings.
    const clock = Math.max(at, this.loaded?.crl.thisUpdate ?? at)
    const future =
      crl.thisUpdate > clock ? `it is from the future: ${formatInstant(crl.thisUpdate)}` : undefined
    const open =
      crl.nextUpdate === undefined || crl.crlNumber === undefined
        ? 'it has no number or no nextUpdate'
        : undefined
    const refusal = fault ?? partial ?? open ?? future
    if (refusal !== undefined)
      throw new GatewayError('crl_refused', `the CRL is not taken: ${refusal}`)
    const number = crl.crlNumber ?? 0n
    if (this.number !== undefined && number < this.number) {
      throw new GatewayError(
        'crl_not_newer',
        `CRL ${number} is older than ${this.number}, which is in force`,
      )
    }
    const entries = new Map<SerialNumber, RevokedCertificate>()
    for (const entry of revokedCertificatesOf(crl)) entries.set(entry.serialNumber, entry)
    this.loaded = { crl, entries }
  }

  /**
   * The checker over the CRL in force; nothing before the first. A listed certificate is revoked however
   * old the CRL is; an unlisted one passes until the CRL is a week past its nextUpdate.
   */
  checker(): RevocationChecker | undefined {
    const { loaded } = this
    if (loaded === undefined) return undefined
    const nextUpdate = loaded.crl.nextUpdate ?? loaded.crl.thisUpdate
    return ({ certificate, issuer, at }) => {
      if (issuer === undefined) return { status: 'not_asked' }
      const entry = loaded.entries.get(certificate.serialNumber)
      if (entry !== undefined && namesMatch(certificate.issuer, this.issuer.subject)) {
        return { status: 'revoked', entry }
      }
      if (!namesMatch(certificate.issuer, this.issuer.subject))
        return unknown('crl_missing', 'no CRL of its issuer is in force')
      if (at > plus(nextUpdate, STALE_GRACE)) {
        return unknown('crl_stale', `the CRL was to be replaced by ${formatInstant(nextUpdate)}`)
      }
      return { status: 'good', stale: at > nextUpdate }
    }
  }
}

function unknown(code: 'crl_missing' | 'crl_stale', message: string) {
  return { status: 'unknown', code, message } as const
}
