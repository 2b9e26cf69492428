import type { Certificate } from '../certificate.ts'
import type { CertificateList } from '../crl/certificate-list.ts'
import { asBuffer } from '../der/der-reader.ts'
import type { DistributionPoint } from '../extensions/distribution-point.ts'
import type { GeneralName } from '../extensions/general-name.ts'
import type { Name } from '../name/name.ts'
import { rdnsMatch } from '../name/name-match.ts'

/** Bits 1 to 8 of ReasonFlags: every reason there is. */
export const ALL_REASONS = 0x1fe

/**
 * Which reasons a CRL covers for a certificate of its issuer, as a mask of ReasonFlags bits; 0 when it
 * does not speak for this certificate at all.
 * @see RFC 5280 §6.3.3 (b)(2), (d)
 */
export function reasonsCovered(crl: CertificateList, certificate: Certificate): number {
  const idp = crl.issuingDistributionPoint
  if (idp === undefined) return ALL_REASONS
  const isCa = certificate.extensions.basicConstraints?.ca === true
  if (idp.onlyAttributeCertificates || (idp.onlyUserCertificates && isCa)) return 0
  if (idp.onlyCaCertificates && !isCa) return 0
  const ofCrl = maskOf(idp.onlySomeReasons)
  if (idp.fullName === undefined && idp.relativeName === undefined) return ofCrl
  const points = certificate.extensions.crlDistributionPoints ?? []
  const crlNames = namesOf(idp, crl.issuer)
  let ofPoints = 0
  for (const point of points) {
    // A point with a cRLIssuer means an indirect CRL, which is not supported.
    if (point.crlIssuer !== undefined) continue
    const shared = namesOf(point, certificate.issuer).some((a) =>
      crlNames.some((b) => sameName(a, b)),
    )
    if (shared) ofPoints |= maskOf(point.reasons)
  }
  return ofCrl & ofPoints
}

/**
 * Whether a certificate is to be looked up in the CRLs of other issuers alone: an entry in its own
 * issuer's CRL holds all the same, but a CRL without one says nothing.
 * @see RFC 5280 §4.2.1.13
 */
export function namesOtherCrlIssuers({ extensions }: Certificate): boolean {
  const points = extensions.crlDistributionPoints ?? []
  return points.length > 0 && points.every(({ crlIssuer }) => crlIssuer !== undefined)
}

function maskOf(reasons: readonly boolean[] | undefined): number {
  if (reasons === undefined) return ALL_REASONS
  // Bits beyond the ninth have no name; shifted by 32 or more they would come round again.
  const named = reasons.slice(0, 9)
  return named.reduce((mask, set, bit) => (set ? mask | (1 << bit) : mask), 0) & ALL_REASONS
}

/** A name that may have been put together from the issuer's and a relative part. */
type PointName =
  | Exclude<GeneralName, { form: 'directoryName' }>
  | { form: 'rdns'; rdns: Name['rdns'] }

function namesOf(
  { fullName, relativeName }: Pick<DistributionPoint, 'fullName' | 'relativeName'>,
  issuer: Name,
): PointName[] {
  if (relativeName !== undefined) return [{ form: 'rdns', rdns: [...issuer.rdns, relativeName] }]
  return (fullName ?? []).map((name) =>
    name.form === 'directoryName' ? { form: 'rdns', rdns: name.name.rdns } : name,
  )
}

function sameName(a: PointName, b: PointName): boolean {
  if (a.form === 'rdns') return b.form === 'rdns' && rdnsMatch(a.rdns, b.rdns)
  if ('text' in a) return 'text' in b && a.form === b.form && a.text === b.text
  if ('der' in a) return 'der' in b && asBuffer(a.der).equals(b.der)
  return false
}
