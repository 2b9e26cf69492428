import type { Certificate } from '../certificate.ts'
import type { CertificateList } from '../crl/certificate-list.ts'
import { findRevoked, type RevokedCertificate } from '../crl/revoked-certificate.ts'
import { X509Error } from '../errors.ts'
import { formatInstant } from '../instant.ts'
import { namesMatch } from '../name/name-match.ts'
import { keySizeViolation } from '../public-key/key-size.ts'
import { verifySignature } from '../public-key/signature-algorithm.ts'
import { ALL_REASONS, namesOtherCrlIssuers, reasonsCovered } from './crl-scope.ts'
import type {
  RevocationChecker,
  RevocationQuestion,
  RevocationStatus,
} from './revocation-status.ts'

/** How revocation is judged from complete CRLs. Every word has a strict default. */
export interface CrlRevocationPolicy {
  /**
   * For which certificates a CRL is asked: all below the trust anchor; all, but only the end entity needs
   * one; or the end entity alone.
   */
  readonly scope?: 'chain' | 'known-chain' | 'end-entity'
  /** What holds when no usable CRL speaks for a certificate. */
  readonly unknownStatus?: 'deny' | 'allow'
  /** Whether a CRL past its nextUpdate can still say that a certificate is good. */
  readonly staleCrl?: 'deny' | 'allow'
}

/**
 * Finds certificates other than the issuer's own whose keys may sign its CRLs, already trusted. Only
 * asked when the issuer's own key did not sign, and no further than the first that did.
 */
export type CrlSignerLookup = (crl: CertificateList) => Iterable<Certificate>

/**
 * A checker over complete CRLs. A revocation in a correctly signed CRL always holds, even when the CRL
 * is stale or a delta; a CRL with unknown critical extensions or an indirect one gives no answer.
 * @see RFC 5280 §6.3
 */
export function crlRevocation(
  crls: readonly CertificateList[],
  policy: CrlRevocationPolicy = {},
  otherSigners: CrlSignerLookup = () => [],
): RevocationChecker {
  return (question) => {
    const { certificate, issuer, depth } = question
    if (issuer === undefined || (depth > 0 && policy.scope === 'end-entity'))
      return { status: 'not_asked' }
    const ofIssuer = crls.filter((crl) => namesMatch(crl.issuer, certificate.issuer))
    const judgements = ofIssuer.map((crl) =>
      judge(crl, question, () => isSignedBy(crl, issuer) || anySigned(crl, otherSigners(crl))),
    )
    const needsCrl = depth === 0 || policy.scope !== 'known-chain'
    return conclude(judgements, policy, needsCrl)
  }
}

/** What one CRL says of one certificate. */
interface Judgement {
  /** Reasons that it covers as a CRL that may say "good". */
  readonly fresh: number
  /** The same for a CRL past its nextUpdate. */
  readonly stale: number
  readonly entry?: RevokedCertificate
  readonly fault?: Extract<RevocationStatus, { status: 'unknown' }>
}

function judge(
  crl: CertificateList,
  question: RevocationQuestion,
  isSigned: () => boolean,
): Judgement {
  const { certificate, at } = question
  const reasons = reasonsCovered(crl, certificate)
  if (reasons === 0) return { fresh: 0, stale: 0 }
  const unusable = crlFault(crl, isSigned)
  if (unusable !== undefined) return fault('crl_unusable', unusable)
  let entry: RevokedCertificate | undefined
  try {
    entry = findRevoked(crl, certificate.serialNumber)
  } catch (error) {
    if (!(error instanceof X509Error)) throw error
    return fault('crl_unusable', error.message)
  }
  const lifted = crl.isDelta && entry?.reason === 'removeFromCRL'
  if (entry !== undefined && !lifted) return { fresh: 0, stale: 0, entry }
  if (crl.isDelta) return fault('crl_unusable', 'a delta CRL cannot say that a certificate is good')
  if (namesOtherCrlIssuers(certificate)) {
    return fault('crl_unusable', 'the certificate names another issuer for its CRL')
  }
  if (crl.nextUpdate === undefined) return fault('crl_unusable', 'the CRL has no nextUpdate')
  if (crl.thisUpdate > at) {
    return fault('crl_unusable', `the CRL is from the future: ${formatInstant(crl.thisUpdate)}`)
  }
  if (at <= crl.nextUpdate) return { fresh: reasons, stale: 0 }
  const message = `the CRL was to be replaced by ${formatInstant(crl.nextUpdate)}`
  return { ...fault('crl_stale', message), stale: reasons }
}

function anySigned(crl: CertificateList, signers: Iterable<Certificate>): boolean {
  for (const signer of signers) if (isSignedBy(crl, signer)) return true
  return false
}

/**
 * Why nothing may be taken from a CRL, or nothing when it is sound and `isSigned` says so. Its times,
 * scope and entries are not looked at.
 */
export function crlFault(crl: CertificateList, isSigned: () => boolean): string | undefined {
  const [unknown] = crl.unknownCriticalExtensions
  if (unknown !== undefined) return `the CRL has the unknown critical extension ${unknown}`
  if (crl.issuingDistributionPoint?.indirect === true) return 'indirect CRLs are not supported'
  if (!crl.tbsSignature.der.equals(crl.signatureAlgorithm.der)) {
    return 'the CRL names two different signature algorithms'
  }
  return isSigned() ? undefined : "the CRL is not signed by its issuer's key"
}

/** Whether `signer` may sign CRLs, is the CRL's issuer by name, and its key made the signature. */
export function isSignedBy(crl: CertificateList, signer: Certificate): boolean {
  const { keyUsage } = signer.extensions
  if (!namesMatch(crl.issuer, signer.subject)) return false
  if (keyUsage !== undefined && !keyUsage.includes('cRLSign')) return false
  if (keySizeViolation(signer.publicKey) !== undefined) return false
  try {
    return verifySignature(crl.signatureAlgorithm, crl.tbs, crl.signatureValue, signer.publicKey)
  } catch (error) {
    if (error instanceof X509Error) return false
    throw error
  }
}

function fault(code: 'crl_stale' | 'crl_unusable', message: string): Judgement {
  return { fresh: 0, stale: 0, fault: { status: 'unknown', code, message } }
}

function conclude(
  judgements: readonly Judgement[],
  policy: CrlRevocationPolicy,
  needsCrl: boolean,
): RevocationStatus {
  const revoked = judgements.find(({ entry }) => entry !== undefined)
  if (revoked?.entry !== undefined) return { status: 'revoked', entry: revoked.entry }
  const fresh = judgements.reduce((mask, judgement) => mask | judgement.fresh, 0)
  if (fresh === ALL_REASONS) return { status: 'good', stale: false }
  const covered = judgements.reduce((mask, judgement) => mask | judgement.stale, fresh)
  if (policy.staleCrl === 'allow' && covered === ALL_REASONS) return { status: 'good', stale: true }
  const faults = judgements.flatMap((judgement) => judgement.fault ?? [])
  const worst = faults.find(({ code }) => code === 'crl_stale') ??
    faults[0] ?? {
      status: 'unknown' as const,
      code: 'crl_missing' as const,
      message: 'no CRL of its issuer is at hand',
    }
  // A CRL that was given and cannot be used is never the same as none.
  return (policy.unknownStatus === 'allow' || !needsCrl) && worst.code === 'crl_missing'
    ? { status: 'not_asked' }
    : worst
}
