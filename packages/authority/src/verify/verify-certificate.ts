import type { CertificateRecord, LedgerReader } from '@zcert/ledger'
import {
  type Certificate,
  type CertificateList,
  certificateFingerprint,
  checkDeviceCertificate,
  type DeviceCertificateQuestion,
  failed,
  formatInstant,
  formatName,
  namesMatch,
  notChecked,
  passed,
  type StepOutcome,
  type ValidationHeadline,
  type ValidationReport,
  validationReport,
} from '@zcert/x509'

/** Checks that may stay open for want of information, unless they are required. */
export const REQUIRABLE_CHECKS = ['serial', 'revocation', 'device-id'] as const

/** The lines of the checklist, in their order. */
const CHECKS = ['validity', 'chain', 'device-id', 'purpose', 'serial', 'revocation'] as const

/** A check that may be required. */
export type RequirableCheck = (typeof REQUIRABLE_CHECKS)[number]

/** A device certificate and what its checklist is run against. */
export interface VerificationRequest extends DeviceCertificateQuestion {
  /** The ledger of the CA, to look the serial number up; absent on other machines. */
  readonly ledger?: LedgerReader
  /** Checks for which "not checked" is a failure. */
  readonly required?: readonly RequirableCheck[]
  /** What could not be read, where something could not; its line stands above the others. */
  readonly files?: StepOutcome
}

const HEADLINES: Record<RequirableCheck, ValidationHeadline> = {
  serial: 'chain_untrusted',
  revocation: 'crl_stale',
  'device-id': 'device_id_mismatch',
}

/**
 * The guide's verification checklist: every line with its evidence, whatever the others say.
 * @see the guide, "Verify Device Certificate", verification checklist
 */
export async function verifyCertificate(request: VerificationRequest): Promise<ValidationReport> {
  const { validity, chain, purpose, identity, revocation } = checkDeviceCertificate(request)
  const record = await request.ledger?.certificates.find(
    request.certificate.serialNumber,
    certificateFingerprint(request.certificate.der),
  )
  const require = (check: RequirableCheck, outcome: StepOutcome) =>
    request.required?.includes(check) && outcome.result === 'not checked'
      ? failed(HEADLINES[check], 'not_checked', `required, but ${outcome.evidence}`)
      : outcome
  const outcomes: Record<(typeof CHECKS)[number], StepOutcome> = {
    validity,
    chain,
    'device-id': require('device-id', comparedIdentity(request, identity)),
    purpose,
    serial: require('serial', await checkSerial(request.certificate, request.ledger)),
    revocation: require('revocation', strictRevocation(request, record, revocation)),
  }
  return validationReport([
    ...(request.files === undefined ? [] : [['files', request.files] as const]),
    ...CHECKS.map((check) => [check, outcomes[check]] as const),
  ])
}

/** The checklist where certificate or CA cannot be read: nothing of it can be checked. */
export function unreadableReport(files: StepOutcome): ValidationReport {
  const open = notChecked('a certificate and a CA that can be read')
  return validationReport([['files', files], ...CHECKS.map((check) => [check, open] as const)])
}

/** A device ID that is only present, not compared, is no answer where the comparison is required. */
function comparedIdentity(
  { required, expectedDeviceId }: VerificationRequest,
  identity: StepOutcome,
): StepOutcome {
  const open = required?.includes('device-id') && expectedDeviceId === undefined
  return open && identity.result === 'pass' ? notChecked('a device ID to compare with') : identity
}

/**
 * What the ledger knows to be revoked is, whether or not a CRL says so yet; and a CRL that was given but
 * cannot count is a failure, not a remark.
 */
function strictRevocation(
  request: VerificationRequest,
  record: CertificateRecord | undefined,
  outcome: StepOutcome,
): StepOutcome {
  if (outcome.result === 'fail') return outcome
  if (record?.status === 'revoked') {
    const since = record.revokedAt === undefined ? '' : ` since ${formatInstant(record.revokedAt)}`
    const evidence = `revoked on record${since}, though on no CRL at hand: ${record.revocationReason}`
    return failed('certificate_revoked', 'certificate_revoked', evidence)
  }
  for (const crl of request.crls ?? []) {
    const name = `CRL ${crl.crlNumber ?? 'without number'} of ${formatName(crl.issuer)}`
    if (!isOfChain(crl, request))
      return failed('crl_stale', 'crl_unusable', `${name} is of no CA of this certificate`)
    if (crl.nextUpdate === undefined || crl.nextUpdate < request.at)
      return failed('crl_stale', 'crl_stale', `${name} was to be replaced by now`)
  }
  return outcome
}

function isOfChain(
  { issuer }: CertificateList,
  { certificate, intermediates = [], trustAnchors }: VerificationRequest,
): boolean {
  const names = [certificate, ...intermediates].map((one) => one.issuer)
  return [...names, ...trustAnchors.map(({ subject }) => subject)].some((name) =>
    namesMatch(name, issuer),
  )
}

async function checkSerial(
  certificate: Certificate,
  ledger: LedgerReader | undefined,
): Promise<StepOutcome> {
  if (ledger === undefined) return notChecked("the CA's home")
  const { serialNumber, der } = certificate
  const record = await ledger.certificates.find(serialNumber)
  if (record === undefined) {
    return failed(
      'chain_untrusted',
      'certificate_unknown',
      `the serial number ${serialNumber} is not on record`,
    )
  }
  return record.fingerprint === certificateFingerprint(der)
    ? passed(`the serial number ${serialNumber} is on record once, for this certificate`)
    : failed(
        'chain_untrusted',
        'serial_not_unique',
        `the serial number ${serialNumber} belongs to another certificate`,
      )
}
