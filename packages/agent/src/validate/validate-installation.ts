import type { Ledger } from '@zcert/ledger'
import {
  type Certificate,
  CodedError,
  checkDeviceCertificate,
  failed,
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
    return withRecord(report, await record(folder, request, loaded.deviceId, undefined, report))
  }
  const report = validationReport([
    ...judge(loaded, request.at),
    ['record', notChecked('the outcome')],
  ])
  return withRecord(
    report,
    await record(folder, request, loaded.deviceId, loaded.certificates[0], report),
  )
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
  { at }: ValidationRequest,
  deviceId: string | undefined,
  certificate: Certificate | undefined,
  report: ValidationReport,
): Promise<StepOutcome> {
  try {
    await using ledger = await openDeviceLedger(folder)
    await noteOutcome(ledger, at, deviceId, certificate, report)
    return passed(report.valid ? 'last_validated_at and audit log updated' : 'audit log updated')
  } catch (error) {
    if (!(error instanceof CodedError)) throw error
    return {
      result: 'warn',
      code: error.code,
      evidence: `the outcome could not be recorded: ${error.message}`,
    }
  }
}

async function noteOutcome(
  ledger: Ledger,
  at: Instant,
  deviceId: string | undefined,
  certificate: Certificate | undefined,
  { valid, code, steps }: ValidationReport,
): Promise<void> {
  const failure = steps.find(({ result }) => result === 'fail')
  const reason = failure === undefined ? {} : { reason: failure.code, evidence: failure.evidence }
  const known =
    valid && certificate !== undefined && deviceId !== undefined
      ? await registerCertificate(ledger, deviceId, certificate, at)
      : undefined
  await ledger.transact(async (tx) => {
    if (known?.status === 'pending_activation') await tx.certificates.activate(known)
    if (known !== undefined) await tx.certificates.setValidated(known.fingerprint, at)
    const serial = certificate === undefined ? {} : { serial: certificate.serialNumber }
    await tx.audit.append(
      deviceEvent('certificate_validated', valid, deviceId, { code, ...serial, ...reason }),
    )
  })
}

function withRecord(report: ValidationReport, outcome: StepOutcome): ValidationReport {
  const { result, code, evidence } = outcome
  return {
    ...report,
    steps: [...report.steps.slice(0, -1), { step: 'record', result, code, evidence }],
  }
}
