import type { IncomingMessage, ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import type { TelemetryErrorCode } from '@zcert/telemetry'
import { type MockCertificate, testKeyPair } from '@zcert/testkit'
import { type Instant, plus, seconds } from '@zcert/x509'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { AT, ca, Ingest, PUBLIC_URL, signedBy, type WireMessage } from './ingest.fixture.ts'
import type { MessageStore } from './message-store.ts'
import { telemetryRoute } from './telemetry-route.ts'

const device = ca.issue()
const rsa = ca.issue({ keys: testKeyPair('rsa-2048') })
const ingest = new Ingest()
let store: MessageStore
let at: Instant = AT

beforeAll(async () => {
  store = await ingest.store()
})

afterAll(() => ingest[Symbol.asyncDispose]())

type Change = (message: WireMessage) => WireMessage
type Header = string | string[] | undefined

/** Replaces a header by what becomes of its text. */
const header =
  (name: string, change: (text: string) => Header): Change =>
  (message) => {
    const { [name]: text, ...others } = message.headers
    const value = change(String(text))
    return { ...message, headers: value === undefined ? others : { ...others, [name]: value } }
  }

const input = (from: string | RegExp, to: string) =>
  header('signature-input', (text) => text.replace(from, to))
const digest = (change: (text: string) => Header) => header('content-digest', change)
const remove = (name: string) => header(name, () => undefined)
const twice = (text: string) => [text, text]
const path =
  (wanted: string): Change =>
  (message) => ({ ...message, path: wanted })
const flipped = (text: string) =>
  text.replace(/:(.)/, (_, c: string) => `:${c === 'A' ? 'B' : 'A'}`)

interface WireCase {
  readonly status: number
  readonly change?: Change
  /** Who signs and whose connection it is. */
  readonly device?: MockCertificate
  readonly created?: Instant
}

/** What no message can bring about: the first two stand in front of HTTP, the last on the device. */
type NotOnTheWire = 'content_length_mismatch' | 'key_unsupported' | 'key_mismatch'
/** What takes more than one message. */
type Several = 'message_replayed' | 'replay_window_full'

const CASES: Readonly<Record<Exclude<TelemetryErrorCode, NotOnTheWire | Several>, WireCase>> = {
  content_digest_malformed: { status: 400, change: digest(() => 'sha-256=:c2hvcnQ=:') },
  content_digest_mismatch: {
    status: 400,
    change: (message) => ({ ...message, body: Buffer.from('{"spo2":79}') }),
  },
  content_digest_missing: { status: 400, change: remove('content-digest') },
  content_digest_several: { status: 400, change: digest((text) => `${text}, sha-512=:AA==:`) },
  content_digest_unsupported: {
    status: 400,
    change: digest((text) => text.replace('sha-256', 'sha-384')),
  },
  content_type_malformed: { status: 400, change: header('content-type', () => 'json') },
  content_type_missing: { status: 400, change: remove('content-type') },
  device_id_header_mismatch: { status: 400, change: header('device-id', () => 'ZM-002') },
  device_id_header_missing: { status: 400, change: remove('device-id') },
  header_doubled: { status: 400, change: header('device-id', twice) },
  header_malformed: { status: 400, change: header('device-id', () => 'ZM-001\u00e9') },
  header_too_large: { status: 400, change: header('content-type', () => 'a'.repeat(5000)) },
  message_signature_invalid: { status: 401, change: header('signature', flipped) },
  signature_alg_forbidden: {
    status: 400,
    device: rsa,
    change: input('rsa-pss-sha512', 'rsa-v1_5-sha256'),
  },
  signature_alg_mismatch: { status: 400, change: input(/ecdsa-[^"]*/, 'rsa-pss-sha512') },
  signature_alg_unknown: { status: 400, change: input(/ecdsa-[^"]*/, 'none') },
  signature_component_doubled: { status: 400, change: input('"@method"', '"@method" "@method"') },
  signature_component_missing: { status: 400, change: input('"@method" ', '') },
  signature_component_unexpected: { status: 400, change: input('"@method"', '"@method" "date"') },
  signature_keyid_mismatch: { status: 400, change: input(/keyid="[0-9a-f]/, 'keyid="x') },
  signature_label_missing: { status: 400, change: input('zm=', 'sig1=') },
  signature_malformed: { status: 400, change: header('signature', () => 'zm=(') },
  signature_missing: { status: 401, change: remove('signature') },
  signature_nonce_malformed: { status: 400, change: input(/nonce="/, 'nonce="A') },
  signature_parameter_doubled: { status: 400, change: input(';alg', ';created=1;alg') },
  signature_parameter_malformed: { status: 400, change: input(/created=\d+/, 'created="1"') },
  signature_parameter_missing: { status: 400, change: input(/;created=\d+/, '') },
  signature_parameter_unexpected: { status: 400, change: input(';alg', ';tag="x";alg') },
  signature_several: { status: 400, change: header('signature', (text) => `${text}, b=:AA==:`) },
  target_uri_invalid: { status: 400, change: path('/a/../telemetry') },
  timestamp_ahead: { status: 401, created: plus(AT, seconds(61)) },
  timestamp_stale: { status: 401, created: plus(AT, seconds(-61)) },
}

/** Posts and expects a problem document with this code, which the audit log has too. */
async function expectProblem(
  posted: Promise<{ status: number; headers: object; body: Record<string, unknown> }>,
  code: string,
  status: number,
): Promise<void> {
  const before = ingest.refusals().length
  const answer = await posted
  expect(answer).toMatchObject({
    status,
    headers: { 'content-type': 'application/problem+json', connection: 'close' },
    body: { type: `urn:zcert:error:${code}`, status, code, title: expect.any(String) },
  })
  expect(ingest.refusals().slice(before)).toEqual([{ device: 'ZM-001', code, source: '127.0.0.1' }])
}

describe('telemetryRoute()', () => {
  test('stores a good message and acknowledges its nonce', async () => {
    const post = await ingest.serve(device, { store })
    const message = signedBy(device)
    const before = await store.count('ZM-001')
    const answer = await post(message)
    const nonce = /nonce="([^"]+)"/.exec(String(message.headers['signature-input']))?.[1]
    expect(answer).toMatchObject({ status: 200, body: { processed: [nonce] } })
    expect(await store.count('ZM-001')).toBe(before + 1)
  })

  test.each(Object.entries(CASES))(
    'answers %s with its status, code and audit entry',
    async (code, wire) => {
      const { status, change = (same) => same, device: sender = device, created = AT } = wire
      const post = await ingest.serve(sender, { store })
      const before = await store.count('ZM-001')
      const message = change(signedBy(sender, undefined, created))
      await expectProblem(post(message), code, status)
      expect(await store.count('ZM-001')).toBe(before)
      // The twin: the same sender, nothing changed.
      expect((await post(signedBy(sender))).status).toBe(200)
    },
  )

  test('answers message_replayed with 409', async () => {
    const post = await ingest.serve(device, { store })
    const message = signedBy(device)
    expect((await post(message)).status).toBe(200)
    await expectProblem(post(message), 'message_replayed', 409)
  })

  test('answers replay_window_full with 503, and forgets nothing for it', async () => {
    const post = await ingest.serve(device, {
      store,
      replayWindow: { perDevice: 2 },
      now: () => at,
    })
    const [first, second] = [signedBy(device), signedBy(device)]
    expect([await post(first), await post(second)].map(({ status }) => status)).toEqual([200, 200])
    await expectProblem(post(signedBy(device)), 'replay_window_full', 503)
    await expectProblem(post(first), 'message_replayed', 409)
    at = plus(AT, seconds(61))
    expect((await post(signedBy(device, undefined, at))).status).toBe(200)
  })

  test('accepts rsa-v1_5-sha256 where it is configured', async () => {
    const post = await ingest.serve(rsa, {
      store,
      rsaAlgorithms: ['rsa-pss-sha512', 'rsa-v1_5-sha256'],
    })
    const forged = input('rsa-pss-sha512', 'rsa-v1_5-sha256')(signedBy(rsa))
    await expectProblem(post(forged), 'message_signature_invalid', 401)
  })

  test('allows 300 seconds of skew in development', async () => {
    const post = await ingest.serve(device, { store, mode: 'development' })
    const [edge, beyond] = [plus(AT, seconds(-300)), plus(AT, seconds(-301))]
    expect((await post(signedBy(device, undefined, edge))).status).toBe(200)
    await expectProblem(post(signedBy(device, undefined, beyond)), 'timestamp_stale', 401)
  })

  test('compares the target with the public URL, whatever Host says', async () => {
    const post = await ingest.serve(device, { store })
    const message = header('host', () => 'evil.example')(signedBy(device))
    expect((await post(message)).status).toBe(200)
    await expectProblem(
      post(path('/telemetry?ward=icu')(signedBy(device))),
      'message_signature_invalid',
      401,
    )
  })

  test('answers key_unsupported for a certificate whose key signs no messages', async () => {
    const odd = ca.issue({ keys: testKeyPair('p-521') })
    const post = await ingest.serve(odd, { store })
    await expectProblem(post(signedBy(device)), 'key_unsupported', 400)
  })

  test('answers content_length_mismatch where a proxy lets one through', async () => {
    const { headers, body } = signedBy(device)
    const distinct = Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name, [value]]),
    )
    const request = Object.assign(Readable.from([body]), {
      method: 'POST',
      url: '/telemetry',
      headersDistinct: { ...distinct, 'content-length': ['7'] },
      socket: { remoteAddress: '127.0.0.1' },
    }) as unknown as IncomingMessage
    const sent: { status?: number; body?: string } = {}
    const response = {
      req: { complete: true },
      writeHead: (status: number) => Object.assign(sent, { status }),
      write: (text: string) => Object.assign(sent, { body: text }),
      end: () => undefined,
    } as unknown as ServerResponse
    const route = telemetryRoute({
      store,
      publicUrl: () => PUBLIC_URL,
      mode: 'production',
      now: () => AT,
    })
    await route(request, response, device.certificate)
    expect(sent.status).toBe(400)
    expect(JSON.parse(String(sent.body)).code).toBe('content_length_mismatch')
  })
})
