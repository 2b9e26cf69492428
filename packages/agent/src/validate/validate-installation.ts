import type { Ledger, NewAuditEvent } from '@zcert/ledger'
import {
  type Certificate,
  CodedError,
  certificateFingerprint,
  checkDeviceCertificate,
  failed,
  findRevoked,
  type Instant,
  notChecked,
  passed,
  type StepOutcome,
  type ValidationReport,
  validationReport,
} from '@zcert/x509'
import { deviceEvent, openDeviceLedger, registerCertificate } from '../device-ledger.ts'
import { DeviceFolder } from '../folder/device-folder.ts'
import { type LoadedInstallation, type LoadOptions, loadInstallation } from './load-installation.ts'
import type { ValidationWarning } from './validation-warning.ts'

/** The report of a start-up validation. */
export interface InstallationReport extends ValidationReport {
  /** What leaves the device valid and is not as the guide has it, such as a key that others can read. */
  readonly warnings: readonly ValidationWarning[]
}

/** A device folder and the moment at which it is to be judged. */
export interface ValidationRequest extends LoadOptions {
  readonly folder: string
  readonly at: Instant
}

/**
 * The guide's start-up validation: six steps in its order, each reported whatever the others say, the
 * outcome in the device's audit log and in `last_validated_at`.
 * @see the guide, "On-Device Validation"
 */
export async function validateInstallation(
  request: ValidationRequest,
): Promise<InstallationReport> {
  const folder = new DeviceFolder(request.folder)
  const loaded = loadInstallation(folder, request)
  const report = validationReport([
    ['load', loaded.step],
    ...judge(loaded, request.at),
    ['record', notChecked('the outcome')],
  ])
  const complete = withRecord(report, await record(folder, request.at, loaded, report))
  return { ...complete, warnings: loaded.warnings }
}

/** Steps 2 to 5, each as far as what it needs could be read. */
function judge(loaded: LoadedInstallation, at: Instant): (readonly [string, StepOutcome])[] {
  const { certificates, trustAnchors, crls, deviceId } = loaded
  if (certificates === undefined) {
    const open = notChecked('a certificate that can be read')
    return ['expiration', 'ca-signature', 'device-id', 'revocation'].map((step) => [step, open])
  }
  const [certificate, ...intermediates] = certificates
  const { validity, chain, purpose, identity, revocation } = checkDeviceCertificate({
    certificate,
    intermediates,
    trustAnchors: trustAnchors ?? [],
    at,
    staleCrl: 'warn',
    ...(crls === undefined || crls === 'unreadable' ? {} : { crls }),
    ...(deviceId === undefined ? {} : { expectedDeviceId: deviceId }),
  })
  const signature =
    trustAnchors === undefined ? notChecked('a CA certificate that can be read') : chain
  return [
    ['expiration', validity],
    [
      'ca-signature',
      purpose.result === 'fail' && signature.result !== 'fail' ? purpose : signature,
    ],
    ['device-id', configuredIdentity(loaded, identity)],
    ['revocation', crls === 'unreadable' ? notChecked('a CRL that can be read') : revocation],
  ]
}

/** The identity, compared with an ID that somebody configured: without one it proves nothing. */
function configuredIdentity(loaded: LoadedInstallation, identity: StepOutcome): StepOutcome {
  if (loaded.deviceId !== undefined || identity.result !== 'pass') return identity
  return loaded.settings === 'unreadable'
    ? notChecked('settings that can be read')
    : failed('device_id_mismatch', 'device_id_not_configured', 'the settings name no deviceId')
}

/** Notes the outcome. A device whose disk is full is still as valid as it was: this step only warns. */
async function record(
  folder: DeviceFolder,
  at: Instant,
  loaded: LoadedInstallation,
  report: ValidationReport,
): Promise<StepOutcome> {
  try {
    await using ledger = await openDeviceLedger(folder)
    const [certificate] = loaded.certificates ?? []
    if (certificate !== undefined && loaded.deviceId !== undefined) {
      if (report.valid) await noteValid(ledger, at, certificate, loaded.deviceId)
      if (report.steps.some(({ code }) => code === 'certificate_revoked'))
        await noteRevocation(ledger, certificate, loaded.crls)
    }
    await ledger.transact((tx) => tx.audit.append(validationEvent(loaded, report)))
    return passed(report.valid ? 'last_validated_at and audit log updated' : 'audit log updated')
  } catch (error) {
    if (!(error instanceof CodedError || isSqliteError(error))) throw error
    const evidence = `the outcome could not be recorded: ${error.message}`
    return {
      result: 'warn',
      code: error instanceof CodedError ? error.code : 'ledger_broken',
      evidence,
    }
  }
}

/** Whether it is about the database, such as a table that is gone: nothing that the device can help. */
function isSqliteError(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && error.code === 'ERR_SQLITE_ERROR'
}

/** The guide's table: what was validated when, and that the link names this certificate and no other. */
async function noteValid(
  ledger: Ledger,
  at: Instant,
  certificate: Certificate,
  deviceId: string,
): Promise<void> {
  const row = await registerCertificate(ledger, deviceId, certificate, at)
  await ledger.transact(async (tx) => {
    await tx.certificates.putInUse(row)
    await tx.certificates.setValidated(row, at)
  })
}

/** The guide's table: what the CRL revoked. */
async function noteRevocation(
  ledger: Ledger,
  certificate: Certificate,
  crls: LoadedInstallation['crls'],
): Promise<void> {
  if (crls === undefined || crls === 'unreadable') return
  const entry = crls
    .map((crl) => findRevoked(crl, certificate.serialNumber))
    .find((found) => found !== undefined)
  await ledger.transact(async (tx) => {
    const row = await tx.certificates.find(
      certificate.serialNumber,
      certificateFingerprint(certificate.der),
    )
    if (row === undefined || row.status === 'revoked' || entry === undefined) return
    await tx.certificates.revoke(row, entry.revocationDate, entry.reason)
  })
}

function validationEvent(
  loaded: LoadedInstallation,
  { valid, code, steps }: ValidationReport,
): NewAuditEvent {
  const failure = steps.find(({ result }) => result === 'fail')
  const reason = failure === undefined ? {} : { reason: failure.code, evidence: failure.evidence }
  const [certificate] = loaded.certificates ?? []
  const serial = certificate === undefined ? {} : { serial: certificate.serialNumber }
  return deviceEvent('certificate_validated', valid, loaded.deviceId, {
    code,
    ...serial,
    ...reason,
  })
}

function withRecord(report: ValidationReport, outcome: StepOutcome): ValidationReport {
  const { result, code, evidence } = outcome
  return {
    ...report,
    steps: [...report.steps.slice(0, -1), { step: 'record', result, code, evidence }],
  }
}
