import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { type Passphrase, readBoundedFile } from '@zcert/files'
import {
  messageSigner,
  nonceOf,
  parseTargetUri,
  type RsaAlgorithm,
  signMessage,
} from '@zcert/telemetry'
import {
  type Certificate,
  encodePem,
  encodePrivateKey,
  type Instant,
  parseCertificates,
  parsePrivateKey,
} from '@zcert/x509'
import { AgentError } from '../errors.ts'
import { DeviceFolder, deviceFiles } from '../folder/device-folder.ts'
import { validateInstallation } from '../validate/validate-installation.ts'
import { type GatewayAnswer, postToGateway } from './post-to-gateway.ts'

/** One message from a device to a gateway. */
export interface TelemetryMessage {
  readonly folder: string
  readonly deviceId: string
  /** The pair in use, or the one that waits beside it and is to be tried. */
  readonly pair: 'current' | 'next'
  readonly to: string
  readonly contentType: string
  readonly body: Uint8Array
  readonly passphrase: Passphrase | undefined
  readonly rsaAlgorithm?: RsaAlgorithm
  readonly now: () => Instant
}

/** What the gateway acknowledged. */
export interface Acknowledgement {
  readonly deviceId: string
  readonly nonce: string
  /** The gateway's answer, as it came. */
  readonly answer: string
}

/**
 * Sends one signed message: the certificate is validated first, the message signed with its key, and
 * only an answer of the gateway counts as sent; a TLS 1.3 connection alone proves nothing.
 * @throws {AgentError} `own_certificate_invalid`, `gateway_unreachable`, `gateway_refused` (with the
 *   gateway's reason), `nothing_to_activate` when the waiting pair is to be tried and none waits
 * @see the guide, "Secure Data Transmission"; RFC 9421
 */
export async function sendTelemetry(message: TelemetryMessage): Promise<Acknowledgement> {
  const { to, contentType, body, passphrase, now } = message
  if (message.pair === 'current') await assertValid(message)
  const targetUri = parseTargetUri(to)
  const { certificate, pem, key, ca } = readPair(message)
  const privateKey = parsePrivateKey(key, passphrase?.bytes)
  const signer = messageSigner(
    certificate,
    privateKey,
    rsaOnly(privateKey.asymmetricKeyType, message.rsaAlgorithm),
  )
  const nonce = nonceOf(randomBytes(16))
  const headers = signMessage(
    { method: 'POST', targetUri, contentType, body, created: now(), nonce },
    signer,
  )
  const answer = await postToGateway(targetUri, {
    headers,
    body,
    ca,
    cert: pem,
    key: encodePrivateKey(privateKey),
  })
  if (answer.status !== 200) throw refused(answer)
  // Something else of the same CA may answer 200 to everything; only the gateway names what it took in.
  if (!isProcessed(answer.body, nonce)) throw unacknowledged(targetUri)
  return { deviceId: signer.deviceId, nonce, answer: answer.body }
}

async function assertValid({ folder, deviceId, passphrase, now }: TelemetryMessage): Promise<void> {
  const report = await validateInstallation({ folder, deviceId, passphrase, at: now() })
  if (report.valid) return
  const failure = report.steps.find(({ result }) => result === 'fail')
  throw new AgentError('own_certificate_invalid', `nothing is sent: ${failure?.evidence}`, {
    details: { headline: report.code, reason: failure?.code ?? report.code },
    hint: 'see zcert agent validate',
  })
}

/** All of one pair, from one generation: a switch in between must not mix the old with the new. */
function readPair({ folder: root, deviceId, pair }: TelemetryMessage) {
  const folder = new DeviceFolder(root)
  const files = deviceFiles(deviceId)
  const place = folder.generation(pair) ?? (pair === 'current' ? folder.root : undefined)
  if (place === undefined || (pair === 'next' && !existsSync(join(place, files.certificate)))) {
    throw new AgentError('nothing_to_activate', `no new pair waits in ${folder.root}`, {
      hint: 'install one beside the old first: zcert agent install --beside',
    })
  }
  const certificates = parseCertificates(readBoundedFile(join(place, files.certificate)))
  const pem = certificates.map(({ der }: Certificate) => encodePem('CERTIFICATE', der)).join('')
  return {
    certificate: certificates[0],
    pem,
    key: readBoundedFile(join(place, files.key)),
    ca: readBoundedFile(join(place, files.ca)).toString(),
  }
}

function rsaOnly(
  keyType: string | undefined,
  algorithm: RsaAlgorithm | undefined,
): RsaAlgorithm | undefined {
  return keyType === 'rsa' ? algorithm : undefined
}

function refused({ status, body }: GatewayAnswer): AgentError {
  const code = codeIn(body)
  return new AgentError(
    'gateway_refused',
    `the gateway refused with ${status}: ${code ?? 'no reason given'}`,
    {
      details: { status, ...(code === undefined ? {} : { reason: code }) },
    },
  )
}

function unacknowledged(url: string): AgentError {
  return new AgentError('gateway_refused', `${url} answered 200 and acknowledged nothing`, {
    details: { status: 200 },
    hint: 'check that this is the address of a gateway',
  })
}

/** Whether the gateway's acknowledgement names the message. */
function isProcessed(body: string, nonce: string): boolean {
  const { processed } = objectIn(body)
  return Array.isArray(processed) && processed.includes(nonce)
}

/** The `code` member of a problem document, when the body is one. */
function codeIn(body: string): string | undefined {
  const { code } = objectIn(body)
  return typeof code === 'string' && /^[a-z_]{1,60}$/.test(code) ? code : undefined
}

function objectIn(body: string): { readonly code?: unknown; readonly processed?: unknown } {
  try {
    const value: unknown = JSON.parse(body)
    return typeof value === 'object' && value !== null ? value : {}
  } catch {
    return {}
  }
}
