import type { Certificate } from '../certificate.ts'
import type { CertificateList } from '../crl/certificate-list.ts'
import type { DeviceId } from '../device-id.ts'
import { deviceIdentityOf } from '../device-identity.ts'
import { X509Error } from '../errors.ts'
import { formatInstant, type Instant } from '../instant.ts'
import { namesMatch } from '../name/name-match.ts'
import { formatName } from '../name/name-text.ts'
import type { PathCode } from '../path/path-rule.ts'
import { validatePath } from '../path/validate-path.ts'
import type { RevocationChecker } from '../revocation/revocation-status.ts'
import type { Finding } from '../rule.ts'
import {
  failed,
  notChecked,
  passed,
  type StepOutcome,
  type ValidationHeadline,
} from './validation-report.ts'

/** A device certificate and everything that it is judged by. */
export interface DeviceCertificateQuestion {
  readonly certificate: Certificate
  readonly intermediates?: readonly Certificate[]
  readonly trustAnchors: readonly Certificate[]
  readonly at: Instant
  /** CRLs at hand; absent when none was given, which leaves revocation unchecked. */
  readonly crls?: readonly CertificateList[]
  /** A revocation index instead of CRLs. */
  readonly revocation?: RevocationChecker
  /** Whether a stale CRL fails the certificate, or only warns. */
  readonly staleCrl?: 'deny' | 'warn'
  /** The ID that the certificate must carry; absent when any will do. */
  readonly expectedDeviceId?: string
}

/** The outcome of each check; start-up, gateway and command line put them in their own order. */
export interface DeviceCertificateChecks {
  readonly validity: StepOutcome
  readonly chain: StepOutcome
  readonly purpose: StepOutcome
  readonly identity: StepOutcome
  readonly revocation: StepOutcome
  /** The device ID that the certificate carries, where it carries exactly one. */
  readonly deviceId?: DeviceId
}

const REVOCATION_HEADLINES: Partial<Record<PathCode, ValidationHeadline>> = {
  certificate_revoked: 'certificate_revoked',
  crl_missing: 'crl_stale',
  crl_stale: 'crl_stale',
  crl_unusable: 'crl_stale',
}

/**
 * Runs every check of a device certificate and reports each, whatever the others found.
 * @see the guide, "Certificate Validation and Verification"
 */
export function checkDeviceCertificate(
  question: DeviceCertificateQuestion,
): DeviceCertificateChecks {
  const { certificate, intermediates = [], trustAnchors, at, crls, staleCrl } = question
  const result = validatePath({
    certificate,
    intermediates,
    trustAnchors,
    at,
    purpose: 'clientAuth',
    revocation:
      question.revocation ??
      (crls === undefined
        ? 'not-asked'
        : {
            crls,
            policy: { scope: 'known-chain', staleCrl: staleCrl === 'warn' ? 'allow' : 'deny' },
          }),
  })
  const findings = result.valid ? [] : result.findings
  const issuer = result.path[1]
  return {
    validity: checkValidity(certificate, findings),
    chain: checkChain(findings, issuer),
    purpose: checkPurpose(findings),
    ...checkIdentity(question),
    revocation: checkRevocation(question, findings, result.path.slice(1, -1)),
  }
}

function checkValidity(
  { notBefore, notAfter }: Certificate,
  findings: readonly Finding<PathCode>[],
): StepOutcome {
  const finding = findings.find(
    ({ rule, details }) => rule === 'validity-period' && details?.['depth'] === 0,
  )
  if (finding?.code === 'not_yet_valid' || finding?.code === 'certificate_expired') {
    return failed(finding.code, finding.code, finding.message)
  }
  return passed(`valid from ${formatInstant(notBefore)} to ${formatInstant(notAfter)}`)
}

/** Rules that have a check of their own for the device's certificate; for a CA's they are the chain's. */
const OF_THE_DEVICE = new Set(['revocation', 'validity-period'])

function checkChain(
  findings: readonly Finding<PathCode>[],
  issuer: Certificate | undefined,
): StepOutcome {
  const ofChain = findings.filter(
    ({ rule, details }) =>
      rule !== 'purpose' && !(OF_THE_DEVICE.has(rule) && details?.['depth'] === 0),
  )
  const finding = ofChain.find((one) => chainHeadline(one) === 'chain_untrusted') ?? ofChain[0]
  if (finding !== undefined) {
    const depth = Number(finding.details?.['depth'] ?? 0)
    const where = depth === 0 ? '' : ` (${depth} above the device)`
    return failed(chainHeadline(finding), finding.code, `${finding.message}${where}`)
  }
  return passed(
    issuer === undefined ? 'is a trust anchor itself' : `signed by ${formatName(issuer.subject)}`,
  )
}

/** A CA outside its validity is a matter of time, as with the device itself: a clock, or a renewal. */
function chainHeadline({ rule, code }: Finding<PathCode>): ValidationHeadline {
  const isTime = code === 'not_yet_valid' || code === 'certificate_expired'
  return rule === 'validity-period' && isTime ? code : 'chain_untrusted'
}

function checkPurpose(findings: readonly Finding<PathCode>[]): StepOutcome {
  const finding = findings.find(({ rule }) => rule === 'purpose')
  return finding === undefined
    ? passed('extended key usage includes clientAuth')
    : failed('chain_untrusted', finding.code, finding.message)
}

function checkIdentity({
  certificate,
  expectedDeviceId,
}: DeviceCertificateQuestion): Pick<DeviceCertificateChecks, 'identity' | 'deviceId'> {
  try {
    const deviceId = deviceIdentityOf(certificate)
    if (expectedDeviceId === undefined || deviceId === expectedDeviceId) {
      return { identity: passed(`device ID ${deviceId} in the subject alternative name`), deviceId }
    }
    const evidence = `the certificate is for ${deviceId}, not for ${expectedDeviceId}`
    return { identity: failed('device_id_mismatch', 'device_id_mismatch', evidence), deviceId }
  } catch (error) {
    if (!(error instanceof X509Error)) throw error
    return { identity: failed('device_id_mismatch', error.code, error.message) }
  }
}

function checkRevocation(
  question: DeviceCertificateQuestion,
  findings: readonly Finding<PathCode>[],
  intermediates: readonly Certificate[],
): StepOutcome {
  const { crls, revocation, at } = question
  if (crls === undefined && revocation === undefined) return notChecked('a CRL')
  // Of a certificate that the issuer did not sign no CRL is asked: it could name any serial.
  if (findings.some(({ rule, code }) => rule === 'signature' || code === 'issuer_unknown')) {
    return notChecked('a trusted issuer')
  }
  const finding = findings.find(
    ({ rule, details }) => rule === 'revocation' && details?.['depth'] === 0,
  )
  if (finding !== undefined) {
    const headline = REVOCATION_HEADLINES[finding.code] ?? 'crl_stale'
    return failed(headline, finding.code, finding.message)
  }
  if (crls === undefined) return passed('not revoked')
  const own = crls.filter(({ issuer }) => namesMatch(issuer, question.certificate.issuer))
  if (own.length === 0) return notChecked('a CRL of its issuer')
  const fresh = own.some(({ nextUpdate }) => nextUpdate !== undefined && at <= nextUpdate)
  return fresh
    ? passed(crlEvidence(own) + openEvidence(intermediates, crls))
    : { result: 'warn', code: 'crl_stale', evidence: `${crlEvidence(own)}: stale` }
}

/** The CAs between the device's and the trust anchor of which no CRL at hand could say anything. */
function openEvidence(
  intermediates: readonly Certificate[],
  crls: readonly CertificateList[],
): string {
  const open = intermediates.filter((ca) => !crls.some((crl) => namesMatch(crl.issuer, ca.issuer)))
  const names = open.map(({ subject }) => formatName(subject))
  return names.length === 0 ? '' : `; no CRL at hand speaks of ${names.join('; ')}`
}

function crlEvidence(crls: readonly CertificateList[]): string {
  const shown = crls.map(({ crlNumber, nextUpdate }) => {
    const until = nextUpdate === undefined ? '' : `, fresh until ${formatInstant(nextUpdate)}`
    return `CRL ${crlNumber ?? 'without number'}${until}`
  })
  return `not on ${shown.join('; ')}`
}
