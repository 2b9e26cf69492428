import {
  type Certificate,
  checkDeviceCertificate,
  type DeviceId,
  failed,
  type Instant,
  notChecked,
  parseCertificate,
  passed,
  type StepOutcome,
  type ValidationStep,
  X509Error,
} from '@zcert/x509'
import type { DeviceDirectory, RegisteredDevice, RevocationIndex } from '../ports.ts'

/** What peers are judged by. */
export interface AdmissionPolicy {
  readonly trustAnchors: readonly Certificate[]
  readonly intermediates?: readonly Certificate[]
  readonly directory: DeviceDirectory
  readonly revocation: RevocationIndex
  /** Whether an admitted device may use this server; everybody may when absent. */
  readonly authorize?: (device: RegisteredDevice) => boolean | Promise<boolean>
}

/** The outcome for one peer: the guide's six steps, and who it is when all hold. */
export type Admission =
  | {
      readonly admitted: true
      readonly deviceId: DeviceId
      readonly certificate: Certificate
      readonly steps: readonly ValidationStep[]
    }
  | {
      readonly admitted: false
      /** Why, for log and audit. */
      readonly code: string
      readonly evidence: string
      /** Whether the peer may hear the reason: it proved the key of a certificate that our CA signed. */
      readonly mayHearWhy: boolean
      readonly deviceId: DeviceId | undefined
      readonly steps: readonly ValidationStep[]
    }

/**
 * Judges the peer of a TLS connection by the guide's six server-side steps, from the DER of the
 * certificate that its handshake proved. What the TLS library thinks of the certificate has no part in
 * it: a resumed session can look authorized without one.
 * @param peer DER of the peer's certificate; nothing when it presented none
 * @see the guide, "Server-Side Validation"
 */
export async function admitPeer(
  peer: Uint8Array | undefined,
  policy: AdmissionPolicy,
  at: Instant,
): Promise<Admission> {
  const certificate = readPeer(peer)
  if ('result' in certificate) {
    const open = notChecked('a client certificate')
    const steps = ['chain', 'device-id', 'registration', 'revocation', 'authorization'].map(
      (step) => [step, open] as const,
    )
    return conclude([['tls-handshake', certificate], ...steps], undefined, undefined)
  }
  const checker = await policy.revocation.current()
  const checks = checkDeviceCertificate({
    certificate,
    trustAnchors: policy.trustAnchors,
    ...(policy.intermediates === undefined ? {} : { intermediates: policy.intermediates }),
    at,
    revocation:
      checker ??
      (() => ({ status: 'unknown', code: 'crl_missing', message: 'no CRL was ever loaded' })),
  })
  const { chain, validity, purpose, identity, revocation, deviceId } = checks
  const device = deviceId === undefined ? undefined : await policy.directory.find(deviceId)
  const chained = [chain, validity, purpose].find(({ result }) => result === 'fail') ?? chain
  const registration = judgeRegistration(deviceId, device)
  const before = [chained, identity, registration, revocation]
  return conclude(
    [
      ['tls-handshake', passed(`client certificate ${certificate.serialNumber}`)],
      ['chain', chained],
      ['device-id', identity],
      ['registration', registration],
      ['revocation', revocation],
      ['authorization', await authorize(policy, device, before)],
    ],
    certificate,
    deviceId,
    chain.result === 'pass',
  )
}

function readPeer(peer: Uint8Array | undefined): Certificate | StepOutcome {
  if (peer === undefined) {
    return failed('chain_untrusted', 'certificate_missing', 'the peer presented no certificate')
  }
  try {
    return parseCertificate(peer)
  } catch (error) {
    if (!(error instanceof X509Error)) throw error
    return failed('file_unreadable', error.code, error.message)
  }
}

function judgeRegistration(
  deviceId: DeviceId | undefined,
  device: RegisteredDevice | undefined,
): StepOutcome {
  if (deviceId === undefined) return notChecked('a device ID')
  if (device === undefined) {
    return failed(
      'device_id_mismatch',
      'device_not_registered',
      `the device ${deviceId} is not registered`,
    )
  }
  if (device.status === 'suspended' || device.status === 'retired') {
    return failed(
      'device_id_mismatch',
      `device_${device.status}`,
      `the device ${deviceId} is ${device.status}`,
    )
  }
  return passed(`the device ${deviceId} is ${device.status}`)
}

async function authorize(
  policy: AdmissionPolicy,
  device: RegisteredDevice | undefined,
  before: readonly StepOutcome[],
): Promise<StepOutcome> {
  if (device === undefined || before.some(({ result }) => result !== 'pass')) {
    return notChecked('all steps before it')
  }
  const allowed = policy.authorize === undefined || (await policy.authorize(device))
  return allowed
    ? passed('all steps hold')
    : failed(
        'device_id_mismatch',
        'not_authorized',
        `the device ${device.deviceId} may not use this server`,
      )
}

function conclude(
  outcomes: readonly (readonly [step: string, outcome: StepOutcome])[],
  certificate: Certificate | undefined,
  deviceId: DeviceId | undefined,
  mayHearWhy = false,
): Admission {
  const steps = outcomes.map(([step, { result, code, evidence }]) => ({
    step,
    result,
    code,
    evidence,
  }))
  // Only six passes let anybody in: a step that was not checked is a refusal too.
  const refused =
    steps.find(({ result }) => result === 'fail') ?? steps.find(({ result }) => result !== 'pass')
  if (refused === undefined && certificate !== undefined && deviceId !== undefined) {
    return { admitted: true, deviceId, certificate, steps }
  }
  const { code, evidence } = refused ?? { code: 'certificate_missing', evidence: 'nobody to admit' }
  return { admitted: false, code, evidence, mayHearWhy, deviceId, steps }
}
