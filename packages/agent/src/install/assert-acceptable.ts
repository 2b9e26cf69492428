import { checkDeviceCertificate } from '@zcert/x509'
import { AgentError } from '../errors.ts'
import type { Installation } from './installation.ts'

/**
 * Refuses a certificate that the device would find invalid once it is in use.
 * @throws {AgentError} `certificate_not_acceptable`, whose `reason` names the failed check
 */
export function assertAcceptable({
  deviceId,
  certificates,
  trustAnchors,
  crls,
  at,
}: Pick<Installation, 'deviceId' | 'certificates' | 'trustAnchors' | 'crls' | 'at'>): void {
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
  const failure = [chain, identity, purpose, validity, revocation].find(
    ({ result }) => result === 'fail',
  )
  if (failure === undefined) return
  throw new AgentError(
    'certificate_not_acceptable',
    `the certificate is not installed: ${failure.evidence} [${failure.code}]`,
    {
      details: { reason: failure.code, deviceId },
      hint: 'what was installed before is still in use',
    },
  )
}
