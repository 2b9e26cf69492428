import {
  type Actor,
  type AuthorityContext,
  type IssuedCertificate,
  redeemPairingCode,
  signRequest,
} from '@zcert/authority'
import { type Admission, type AdmissionPolicy, admitPeer } from '@zcert/gateway'
import {
  type CertificationRequest,
  type DeviceId,
  parseDeviceId,
  publicKeyHash,
  X509Error,
  Z_MONITOR,
} from '@zcert/x509'
import { ServiceError } from '../errors.ts'
import type { BasicCredentials } from './basic-credentials.ts'

/**
 * First enrolment: the device that a pairing code was made for gets a certificate for its key. The code is
 * taken once the request is found good, so that a bad one costs nothing.
 * @throws {ServiceError} `credentials_missing` for an ID that no device can have; the codes of
 *   {@link redeemPairingCode} and {@link signRequest}
 */
export function enrolByCode(
  context: AuthorityContext,
  csr: CertificationRequest,
  credentials: BasicCredentials,
  sourceAddress: string,
): Promise<IssuedCertificate> {
  const deviceId = deviceIdOf(credentials)
  const actor = { user: `device:${deviceId}`, sourceAddress }
  const identity = { kind: 'device', deviceId } as const
  return signRequest(context, { csr, identity, profile: Z_MONITOR }, actor, () =>
    redeemPairingCode(context, deviceId, credentials.password, publicKeyHash(csr.publicKey), actor),
  )
}

/**
 * Renewal: a device that proves the key of a valid certificate of ours gets another, for the same device ID
 * and a new key.
 * @throws {ServiceError} `credentials_missing`, `certificate_refused`, `key_reused`; the codes of
 *   {@link signRequest}
 */
export async function enrolByCertificate(
  context: AuthorityContext,
  csr: CertificationRequest,
  peer: Buffer | undefined,
  policy: AdmissionPolicy,
  sourceAddress: string,
): Promise<IssuedCertificate> {
  if (peer === undefined) throw missing("the device's certificate")
  const admission = await admitPeer(peer, policy, context.now())
  if (!admission.admitted) {
    await auditRefusal(context, admission, sourceAddress)
    throw refusalOf(admission)
  }
  const { deviceId, certificate } = admission
  if (csr.publicKey.der.equals(certificate.publicKey.der)) {
    throw new ServiceError('key_reused', 'the request is for the key of the certificate in use', {
      details: { deviceId },
      hint: 'make a new key on the device for every certificate',
    })
  }
  const actor: Actor = { user: `device:${deviceId}`, sourceAddress }
  const identity = { kind: 'device', deviceId } as const
  return signRequest(context, { csr, identity, profile: Z_MONITOR }, actor)
}

/** An ID that none can have is answered as one that nobody paired. */
function deviceIdOf({ user }: BasicCredentials): DeviceId {
  try {
    return parseDeviceId(user)
  } catch (error) {
    if (error instanceof X509Error) throw missing('a device ID and its pairing code')
    throw error
  }
}

function missing(what: string): ServiceError {
  return new ServiceError('credentials_missing', `${what} are needed to enrol`)
}

/** The reason is for a peer that proved the key of a certificate which our CA signed; see the audit log. */
function refusalOf({ mayHearWhy, code, evidence }: Admission & { admitted: false }): ServiceError {
  return mayHearWhy
    ? new ServiceError('certificate_refused', `${evidence} (${code})`, {
        details: { reason: code },
      })
    : new ServiceError('certificate_refused', 'the certificate is refused')
}

async function auditRefusal(
  { ledger }: AuthorityContext,
  { deviceId, code, evidence }: Admission & { admitted: false },
  sourceAddress: string,
): Promise<void> {
  await ledger.transact((tx) =>
    tx.audit.append({
      category: 'authorization',
      severity: 'warning',
      action: 'renewal_refused',
      success: false,
      deviceId,
      sourceAddress,
      details: { code, evidence },
    }),
  )
}
