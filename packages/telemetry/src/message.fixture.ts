import { MockCa, type MockCertificate, type TestKeyKind, testKeyPair } from '@zcert/testkit'
import { type DurationSeconds, type Instant, parseInstant } from '@zcert/x509'
import { CLOCK_SKEW } from './clock-skew.ts'
import { contentDigest } from './content-digest.ts'
import { keyIdOf } from './key-id.ts'
import type { MessageHeaders } from './message-header.ts'
import { type MessagePeer, messagePeer } from './message-peer.ts'
import { nonceOf } from './nonce.ts'
import { algorithmsFor, type SignatureAlgorithm, signBase } from './signature-algorithm.ts'
import { type Component, signatureBase } from './signature-base.ts'
import { COVERED_COMPONENTS } from './signature-input.ts'
import type { ReceivedMessage } from './signed-message.ts'
import { parseTargetUri } from './target-uri.ts'

/** The verifier's clock in these tests. */
export const AT = parseInstant('2026-11-23T12:00:00Z')
export const TARGET_URI = parseTargetUri('https://telemetry.hospital.example/v1/telemetry')
export const BODY = Buffer.from('{"spo2":97}')
export const NONCE = nonceOf(Buffer.from('000102030405060708090a0b0c0d0e0f', 'hex'))

const ca = MockCa.create()
const devices = new Map<string, MockCertificate>()

/** A device with a key of this kind; the same one at every call. */
export function device(kind: TestKeyKind = 'p-256', deviceId = 'ZM-001'): MockCertificate {
  const name = `${kind} ${deviceId}`
  const known = devices.get(name) ?? ca.issue({ keys: testKeyPair(kind), deviceId })
  devices.set(name, known)
  return known
}

/** A message in front of its verifier, with all that `verifyMessage` takes. */
export interface MessageCase {
  readonly received: ReceivedMessage
  readonly peer: MessagePeer
  readonly at: Instant
  readonly skew: DurationSeconds
}

/** What is wrong with a forged message; all else is as it should be, and the signature holds. */
export interface Forgery {
  readonly signer?: MockCertificate
  /** The peer of the connection, where it is not the signer. */
  readonly peer?: MessagePeer
  /** What it is really signed with. */
  readonly algorithm?: SignatureAlgorithm
  readonly signedMethod?: string
  readonly signedTargetUri?: string
  readonly components?: readonly string[]
  readonly created?: number | string
  readonly nonce?: string
  readonly keyid?: string
  readonly alg?: string
  /** The text behind the list of components. */
  readonly parameters?: string
  readonly deviceId?: string
  readonly contentType?: string
  readonly contentDigest?: string
  /** The body that is signed, where another one arrives. */
  readonly signedBody?: Buffer
  readonly body?: Buffer
  /** Fields that arrive beside, or instead of, those that were signed. */
  readonly headers?: MessageHeaders
  readonly at?: Instant
}

/** A message of a device, signed as a forger with the device's own key would. */
export function forge(forgery: Forgery = {}): MessageCase {
  const { keys, certificate } = forgery.signer ?? device()
  const key = keys.privateKey
  const algorithm = forgery.algorithm ?? algorithmsFor(key)[0]
  const body = forgery.body ?? BODY
  const headers = {
    'content-type': forgery.contentType ?? 'application/json',
    'content-digest': forgery.contentDigest ?? contentDigest(forgery.signedBody ?? body),
    'device-id': forgery.deviceId ?? 'ZM-001',
  }
  const values: Readonly<Record<string, string>> = {
    '"@method"': forgery.signedMethod ?? 'POST',
    '"@target-uri"': forgery.signedTargetUri ?? TARGET_URI,
    '"content-digest"': headers['content-digest'],
    '"content-type"': headers['content-type'],
    '"device-id"': headers['device-id'],
    '"date"': 'Mon, 23 Nov 2026 12:00:00 GMT',
  }
  const components = forgery.components ?? COVERED_COMPONENTS
  const { created = AT, nonce = NONCE, keyid = keyIdOf(certificate) } = forgery
  const {
    parameters = `;created=${created};nonce="${nonce}";keyid="${keyid}";alg="${forgery.alg ?? algorithm}"`,
  } = forgery
  const signatureParams = `(${components.join(' ')})${parameters}`
  const covered = components.map((name): Component => [name, values[name] ?? ''])
  const once = covered.filter(([name], index) => components.indexOf(name) === index)
  const signature = signBase(algorithm, key, signatureBase(once, signatureParams))
  return {
    received: {
      method: 'POST',
      targetUri: TARGET_URI,
      body,
      headers: {
        ...headers,
        date: values['"date"'],
        'signature-input': `zm=${signatureParams}`,
        signature: `zm=:${signature.toString('base64')}:`,
        ...forgery.headers,
      },
    },
    peer: forgery.peer ?? messagePeer(certificate),
    at: forgery.at ?? AT,
    skew: CLOCK_SKEW.production,
  }
}
