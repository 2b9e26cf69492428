import { checkDeviceCertificate } from '@zcert/x509'
import { AgentError } from '../errors.ts'
import type { Installation } from './installation.ts'

/**
 * Refuses a certificate that the device would find invalid once it is in use.
 * @returns what leaves it acceptable and is worth a warning, such as a stale CRL
 * @throws {AgentError} `certificate_not_acceptable`, whose `reason` names the failed check
 */
export function assertAcceptable({
  deviceId,
  certificates,
  trustAnchors,
  crls,
  at,
  before,
}: Pick<Installation, 'deviceId' | 'certificates' | 'trustAnchors' | 'crls' | 'at'> & {
  /** Whether the device has a certificate by now, which stays in use. */
  readonly before: 'installed' | 'empty'
}): string[] {
  const [certificate, ...intermediates] = certificates
  const checks = checkDeviceCertificate({
    certificate,
    intermediates,
    trustAnchors,
    at,
    expectedDeviceId: deviceId,
    ...(crls.length === 0 ? {} : { crls, staleCrl: 'warn' }),
  })
  const { chain, identity, purpose, validity, revocation } = checks
  const all = [chain, identity, purpose, validity, revocation]
  const failure = all.find(({ result }) => result === 'fail')
  if (failure === undefined) {
    const doubtful = all.filter(({ result }) => result === 'warn')
    return doubtful.map(({ evidence, code }) => `${evidence} (${code})`)
  }
  throw new AgentError(
    'certificate_not_acceptable',
    `the certificate is not installed: ${failure.evidence} [${failure.code}]`,
    {
      details: { reason: failure.code, deviceId },
      hint:
        before === 'installed'
          ? 'what was installed before is still in use'
          : 'nothing was put in place',
    },
  )
}
