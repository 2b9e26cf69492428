import {
  type Certificate,
  type DeviceCertificateChecks,
  failed,
  notChecked,
  passed,
  type StepOutcome,
} from '@zcert/x509'
import type { RegisteredDevice } from '../ports.ts'

/** The guide's six steps, in its order. */
export const ADMISSION_STEPS = [
  'tls-handshake',
  'chain',
  'device-id',
  'registration',
  'revocation',
  'authorization',
] as const

/** One of the guide's six steps. */
export type AdmissionStep = (typeof ADMISSION_STEPS)[number]

/** What is known of a peer. */
export interface AdmissionSubject {
  /** The certificate that it presented, or why there is none to look at. */
  readonly presented: Certificate | StepOutcome
  readonly checks: DeviceCertificateChecks
  /** What the registry says of the device that the certificate names. */
  readonly device: RegisteredDevice | undefined
  /** Whether a device that passed everything else may use this server. */
  readonly authorize: (device: RegisteredDevice) => boolean | Promise<boolean>
}

/** One check of a peer; a step of the guide holds when all its checks pass. */
export interface AdmissionCheck {
  readonly id: string
  readonly step: AdmissionStep
  /** @param before outcomes of the checks before this one */
  readonly judge: (
    subject: AdmissionSubject,
    before: readonly StepOutcome[],
  ) => StepOutcome | Promise<StepOutcome>
}

/**
 * Every check of a peer, in the order in which a refusal is reported. A step without a check is not
 * checked, and that refuses too.
 * @see the guide, "Server-Side Validation"
 */
export const ADMISSION_CHECKS: readonly AdmissionCheck[] = [
  {
    id: 'client-certificate',
    step: 'tls-handshake',
    judge: ({ presented }) =>
      'result' in presented ? presented : passed(`client certificate ${presented.serialNumber}`),
  },
  { id: 'chain', step: 'chain', judge: ({ checks }) => checks.chain },
  { id: 'validity', step: 'chain', judge: ({ checks }) => checks.validity },
  { id: 'purpose', step: 'chain', judge: ({ checks }) => checks.purpose },
  { id: 'identity', step: 'device-id', judge: ({ checks }) => checks.identity },
  { id: 'registered', step: 'registration', judge: judgeRegistered },
  { id: 'not-suspended', step: 'registration', judge: judgeNot('suspended') },
  { id: 'not-retired', step: 'registration', judge: judgeNot('retired') },
  { id: 'revocation', step: 'revocation', judge: ({ checks }) => checks.revocation },
  { id: 'authorization', step: 'authorization', judge: judgeAuthorization },
]

function judgeRegistered({ checks, device }: AdmissionSubject): StepOutcome {
  const { deviceId } = checks
  if (deviceId === undefined) return notChecked('a device ID')
  if (device !== undefined) return passed(`the device ${deviceId} is ${device.status}`)
  const evidence = `the device ${deviceId} is not registered`
  return failed('device_id_mismatch', 'device_not_registered', evidence)
}

function judgeNot(status: 'suspended' | 'retired'): AdmissionCheck['judge'] {
  return ({ device }) => {
    if (device?.status !== status) return passed(`not ${status}`)
    const evidence = `the device ${device.deviceId} is ${status}`
    return failed('device_id_mismatch', `device_${status}`, evidence)
  }
}

async function judgeAuthorization(
  { device, authorize }: AdmissionSubject,
  before: readonly StepOutcome[],
): Promise<StepOutcome> {
  if (device === undefined || before.some(({ result }) => result !== 'pass')) {
    return notChecked('all steps before it')
  }
  if (await authorize(device)) return passed('all steps hold')
  const evidence = `the device ${device.deviceId} may not use this server`
  return failed('device_id_mismatch', 'not_authorized', evidence)
}
