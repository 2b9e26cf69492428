import type { Ledger, NewAuditEvent } from '@zcert/ledger'
import {
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

/** What was found in a device folder, or why it could not be read. */
type Loaded = ReturnType<typeof loadInstallation>

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
export async function validateInstallation(request: ValidationRequest): Promise<ValidationReport> {
  const folder = new DeviceFolder(request.folder)
  const loaded = loadInstallation(folder, request)
  if (!('certificates' in loaded)) {
    const open = notChecked('a certificate that can be read')
    const steps = ['expiration', 'ca-signature', 'device-id', 'revocation'].map(
      (step) => [step, open] as const,
    )
    const report = validationReport([['load', loaded.step], ...steps, ['record', open]])
    return withRecord(report, await record(folder, request.at, loaded, report))
  }
  const report = validationReport([
    ...judge(loaded, request.at),
    ['record', notChecked('the outcome')],
  ])
  return withRecord(report, await record(folder, request.at, loaded, report))
}

function judge(loaded: LoadedInstallation, at: Instant): (readonly [string, StepOutcome])[] {
  const [certificate, ...intermediates] = loaded.certificates
  const { validity, chain, purpose, identity, revocation } = checkDeviceCertificate({
    certificate,
    intermediates,
    trustAnchors: loaded.trustAnchors,
    at,
    staleCrl: 'warn',
    ...(loaded.crls === undefined ? {} : { crls: loaded.crls }),
    ...(loaded.deviceId === undefined ? {} : { expectedDeviceId: loaded.deviceId }),
  })
  const configured =
    loaded.deviceId === undefined && identity.result === 'pass'
      ? failed('device_id_mismatch', 'device_id_not_configured', 'the settings name no deviceId')
      : identity
  return [
    ['load', loaded.step],
    ['expiration', validity],
    ['ca-signature', chain.result === 'fail' ? chain : purpose.result === 'fail' ? purpose : chain],
    ['device-id', configured],
    ['revocation', revocation],
  ]
}

/** Notes the outcome. A device whose disk is full is still as valid as it was: this step only warns. */
async function record(
  folder: DeviceFolder,
  at: Instant,
  loaded: Loaded,
  report: ValidationReport,
): Promise<StepOutcome> {
  try {
    await using ledger = await openDeviceLedger(folder)
    if ('certificates' in loaded && loaded.deviceId !== undefined) {
      await noteCertificate(ledger, at, loaded, loaded.deviceId, report)
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

/** The guide's table: what was validated when, which certificate is in use, and what the CRL revoked. */
async function noteCertificate(
  ledger: Ledger,
  at: Instant,
  { certificates: [certificate], crls = [] }: LoadedInstallation,
  deviceId: string,
  { valid, code }: ValidationReport,
): Promise<void> {
  if (valid) {
    const row = await registerCertificate(ledger, deviceId, certificate, at)
    await ledger.transact(async (tx) => {
      if (row.status === 'pending_activation') await tx.certificates.activate(row)
      await tx.certificates.setValidated(row, at)
    })
  }
  if (code !== 'certificate_revoked') return
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

function validationEvent(loaded: Loaded, { valid, code, steps }: ValidationReport): NewAuditEvent {
  const failure = steps.find(({ result }) => result === 'fail')
  const reason = failure === undefined ? {} : { reason: failure.code, evidence: failure.evidence }
  const serial = 'certificates' in loaded ? { serial: loaded.certificates[0].serialNumber } : {}
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
