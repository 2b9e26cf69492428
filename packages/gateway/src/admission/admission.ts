import {
  type Certificate,
  checkDeviceCertificate,
  type DeviceId,
  failed,
  type Instant,
  notChecked,
  parseCertificate,
  type StepOutcome,
  type ValidationStep,
  X509Error,
} from '@zcert/x509'
import type { DeviceDirectory, RegisteredDevice, RevocationIndex } from '../ports.ts'
import {
  ADMISSION_CHECKS,
  ADMISSION_STEPS,
  type AdmissionCheck,
  type AdmissionSubject,
} from './admission-checks.ts'

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
export function admitPeer(
  peer: Uint8Array | undefined,
  policy: AdmissionPolicy,
  at: Instant,
): Promise<Admission> {
  return admitPeerWith(ADMISSION_CHECKS, peer, policy, at)
}

/** The same with a list of checks; only tests pass another than {@link ADMISSION_CHECKS}. */
export async function admitPeerWith(
  checks: readonly AdmissionCheck[],
  peer: Uint8Array | undefined,
  policy: AdmissionPolicy,
  at: Instant,
): Promise<Admission> {
  const subject = await subjectOf(readPeer(peer), policy, at)
  const outcomes: (readonly [step: string, outcome: StepOutcome])[] = []
  const seen: StepOutcome[] = []
  for (const step of ADMISSION_STEPS) {
    const ofStep: StepOutcome[] = []
    for (const { judge } of checks.filter((check) => check.step === step)) {
      const outcome = await judge(subject, seen)
      ofStep.push(outcome)
      seen.push(outcome)
    }
    outcomes.push([step, worstOf(ofStep)])
  }
  return conclude(outcomes, subject)
}

const UNREAD = notChecked('a client certificate')

async function subjectOf(
  presented: Certificate | StepOutcome,
  { trustAnchors, intermediates = [], directory, revocation, authorize }: AdmissionPolicy,
  at: Instant,
): Promise<AdmissionSubject> {
  const granted = { authorize: authorize ?? (() => true) }
  if ('result' in presented) {
    const open = { chain: UNREAD, validity: UNREAD, purpose: UNREAD, identity: UNREAD }
    return { presented, checks: { ...open, revocation: UNREAD }, device: undefined, ...granted }
  }
  const checks = checkDeviceCertificate({
    certificate: presented,
    trustAnchors,
    intermediates,
    at,
    revocation:
      (await revocation.current()) ??
      (() => ({ status: 'unknown', code: 'crl_missing', message: 'no CRL was ever loaded' })),
  })
  const { deviceId } = checks
  const device = deviceId === undefined ? undefined : await directory.find(deviceId)
  return { presented, checks, device, ...granted }
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

/** What stands for a step of several checks: the first that fails, else the first that does not pass. */
function worstOf(outcomes: readonly StepOutcome[]): StepOutcome {
  return (
    outcomes.find(({ result }) => result === 'fail') ??
    outcomes.find(({ result }) => result !== 'pass') ??
    outcomes[0] ??
    notChecked('a check of this step')
  )
}

function conclude(
  outcomes: readonly (readonly [step: string, outcome: StepOutcome])[],
  { presented, checks: { chain, deviceId } }: AdmissionSubject,
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
  if (refused === undefined && !('result' in presented) && deviceId !== undefined) {
    return { admitted: true, deviceId, certificate: presented, steps }
  }
  const { code, evidence } = refused ?? { code: 'certificate_missing', evidence: 'nobody to admit' }
  const mayHearWhy = chain.result === 'pass'
  return { admitted: false, code, evidence, mayHearWhy, deviceId, steps }
}
