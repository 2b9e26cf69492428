import type { LedgerReader } from '@zcert/ledger'
import {
  type Certificate,
  certificateFingerprint,
  checkDeviceCertificate,
  type DeviceCertificateQuestion,
  failed,
  notChecked,
  passed,
  type StepOutcome,
  type ValidationHeadline,
  type ValidationReport,
  validationReport,
} from '@zcert/x509'

/** Checks that may stay open for want of information, unless they are required. */
export const REQUIRABLE_CHECKS = ['serial', 'revocation', 'device-id'] as const

/** A check that may be required. */
export type RequirableCheck = (typeof REQUIRABLE_CHECKS)[number]

/** A device certificate and what its checklist is run against. */
export interface VerificationRequest extends DeviceCertificateQuestion {
  /** The ledger of the CA, to look the serial number up; absent on other machines. */
  readonly ledger?: LedgerReader
  /** Checks for which "not checked" is a failure. */
  readonly required?: readonly RequirableCheck[]
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
  const require = (check: RequirableCheck, outcome: StepOutcome) =>
    request.required?.includes(check) && outcome.result === 'not checked'
      ? failed(HEADLINES[check], 'not_checked', `required, but ${outcome.evidence}`)
      : outcome
  return validationReport([
    ['validity', validity],
    ['chain', chain],
    ['device-id', require('device-id', comparedIdentity(request, identity))],
    ['purpose', purpose],
    ['serial', require('serial', await checkSerial(request.certificate, request.ledger))],
    ['revocation', require('revocation', revocation)],
  ])
}

/** A device ID that is only present, not compared, is no answer where the comparison is required. */
function comparedIdentity(
  { required, expectedDeviceId }: VerificationRequest,
  identity: StepOutcome,
): StepOutcome {
  const open = required?.includes('device-id') && expectedDeviceId === undefined
  return open && identity.result === 'pass' ? notChecked('a device ID to compare with') : identity
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
