import { randomBytes } from 'node:crypto'
import { seconds } from '@zcert/x509'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { CLOCK_SKEW } from './clock-skew.ts'
import { TelemetryError } from './errors.ts'
import {
  AT,
  BODY,
  device,
  type Forgery,
  forge,
  type MessageCase,
  NONCE,
  TARGET_URI,
} from './message.fixture.ts'
import type { MessageHeaders } from './message-header.ts'
import { messagePeer } from './message-peer.ts'
import { messageSigner } from './message-signer.ts'
import { nonceOf } from './nonce.ts'
import { signMessage } from './sign-message.ts'
import type { SignatureAlgorithm } from './signature-algorithm.ts'
import { parseTargetUri } from './target-uri.ts'
import { verifyMessage } from './verify-message.ts'

const verify = ({ received, peer, ...freshness }: MessageCase) =>
  verifyMessage(received, peer, freshness)

/** The code with which a message is refused, or `accepted`; anything but a TelemetryError is thrown. */
function codeOf(message: MessageCase): string {
  try {
    verify(message)
    return 'accepted'
  } catch (error) {
    if (error instanceof TelemetryError) return error.code
    throw error
  }
}

const KINDS = [
  ['p-256', 'ecdsa-p256-sha256'],
  ['p-384', 'ecdsa-p384-sha384'],
  ['rsa-2048', 'rsa-pss-sha512'],
  ['rsa-2048', 'rsa-v1_5-sha256'],
] as const

describe('verifyMessage()', () => {
  test.each(KINDS)('accepts what signMessage() makes with a %s key as %s', (kind, algorithm) => {
    expect(verify(signed(kind, algorithm))).toMatchObject({
      deviceId: 'ZM-001',
      created: AT,
      nonce: NONCE,
      freshUntil: AT + 60,
      contentType: 'application/json',
      body: BODY,
    })
  })

  test.each(KINDS)('refuses every single altered octet, %s as %s', (kind, algorithm) => {
    const message = signed(kind, algorithm)
    const { headers, body } = message.received
    for (const name of Object.keys(headers)) {
      const value = headers[name] as string
      for (let index = 0; index < value.length; index++) {
        const octet = value.charCodeAt(index)
        const altered = String.fromCharCode(octet ^ (octet === 0x40 ? 2 : 1))
        const text = value.slice(0, index) + altered + value.slice(index + 1)
        expect(codeOf(withHeaders(message, { [name]: text })), `${name}: ${text}`).not.toBe(
          'accepted',
        )
      }
    }
    for (let index = 0; index < body.length; index++) {
      const altered = Buffer.from(body)
      altered[index] = (altered[index] as number) ^ 1
      const received = { ...message.received, body: altered }
      expect(codeOf({ ...message, received })).toBe('content_digest_mismatch')
    }
  })

  test('accepts the signatures of a whole other order, kept as it was signed', () => {
    const message = forge({
      components: [
        '"device-id"',
        '"content-type"',
        '"@method"',
        '"content-digest"',
        '"@target-uri"',
      ],
    })
    expect(codeOf(message)).toBe('accepted')
  })

  test('does not look at the Host header', () => {
    expect(codeOf(forge({ headers: { host: 'evil.example' } }))).toBe('accepted')
    const elsewhere = parseTargetUri('https://evil.example/v1/telemetry')
    const message = forge({ signedTargetUri: elsewhere, headers: { host: 'evil.example' } })
    expect(codeOf(message)).toBe('message_signature_invalid')
  })

  test('accepts 300 seconds in development, and no more', () => {
    const at = (created: number) => ({ ...forge({ created }), skew: CLOCK_SKEW.development })
    expect(codeOf(at(AT - 300))).toBe('accepted')
    expect(codeOf(at(AT + 300))).toBe('accepted')
    expect(codeOf(at(AT - 301))).toBe('timestamp_stale')
    expect(codeOf(at(AT + 301))).toBe('timestamp_ahead')
    expect(codeOf({ ...forge({ created: AT + 1 }), skew: seconds(0) })).toBe('timestamp_ahead')
  })

  test('names the rule, its clause and the facts', () => {
    expect(() => verify(forge({ created: AT - 61 }))).toThrow(
      expect.objectContaining({
        code: 'timestamp_stale',
        details: {
          at: '2026-11-23T12:00:00Z',
          created: '2026-11-23T11:58:59Z',
          skew: 60,
          rule: 'created-stale',
          citation: 'RFC 9421 §3.2.1, details 28',
        },
      }),
    )
  })

  const good = forge().received.headers
  const twice = (name: string) => ({ headers: { [name]: [`${good[name]}`, `${good[name]}`] } })
  const joined = (name: string) => ({ headers: { [name]: `${good[name]}, ${good[name]}` } })
  const empty = (name: string) => ({ headers: { [name]: undefined } })
  const five = '"@method" "@target-uri" "content-digest" "content-type" "device-id"'.split(' ')

  const REFUSED: readonly (readonly [code: string, what: string, forgery: Forgery])[] = [
    ['signature_missing', 'no Signature-Input', empty('signature-input')],
    ['signature_missing', 'no Signature', empty('signature')],
    ['device_id_header_missing', 'no Device-ID', empty('device-id')],
    ['content_type_missing', 'no Content-Type', empty('content-type')],
    ['content_digest_missing', 'no Content-Digest', empty('content-digest')],
    ['header_doubled', 'two lines of Signature-Input', twice('signature-input')],
    ['header_doubled', 'two lines of Signature', twice('signature')],
    ['header_doubled', 'two lines of Device-ID', twice('device-id')],
    ['header_doubled', 'two lines of Content-Type', twice('content-type')],
    ['header_doubled', 'two lines of Content-Digest', twice('content-digest')],
    [
      'header_doubled',
      'two lines of Content-Length',
      { headers: { 'content-length': ['11', '11'] } },
    ],
    ['signature_several', 'two lines of Signature-Input, joined', joined('signature-input')],
    ['signature_several', 'two lines of Signature, joined', joined('signature')],
    ['device_id_header_mismatch', 'two lines of Device-ID, joined', joined('device-id')],
    ['content_type_malformed', 'two lines of Content-Type, joined', joined('content-type')],
    ['content_digest_several', 'two lines of Content-Digest, joined', joined('content-digest')],
    ['header_too_large', 'a Signature of 5 KiB', { headers: { signature: 'A'.repeat(5120) } }],
    ['header_malformed', 'a line break in Device-ID', { headers: { 'device-id': 'ZM-001\n' } }],
    ['header_malformed', 'a Content-Length of no digits', { headers: { 'content-length': '1e1' } }],
    ['signature_malformed', 'a Signature that is no field', { headers: { signature: ':' } }],
    ['signature_label_missing', 'another label', { headers: { signature: 'sig1=:AQID:' } }],
    ['signature_component_missing', 'a component too few', { components: five.slice(1) }],
    ['signature_component_unexpected', 'one too many', { components: [...five, '"date"'] }],
    [
      'signature_component_missing',
      'a component with a parameter',
      { components: [...five.slice(0, 4), '"device-id";sf'] },
    ],
    ['signature_component_doubled', 'one twice', { components: [...five, '"device-id"'] }],
    [
      'signature_parameter_unexpected',
      'an expiry',
      {
        parameters: `;created=${AT};expires=${AT + 9};nonce="${NONCE}";keyid="k";alg="a"`,
      },
    ],
    ['signature_parameter_missing', 'no parameters', { parameters: '' }],
    ['signature_parameter_malformed', 'a time with a fraction', { created: `${AT}.5` }],
    ['signature_nonce_malformed', 'a nonce of 8 octets', { nonce: 'AAAAAAAAAAA' }],
    ['signature_keyid_mismatch', 'another keyid', { keyid: 'ab'.repeat(32) }],
    ['device_id_header_mismatch', 'the name of another device', { deviceId: 'ZM-002' }],
    ['signature_alg_unknown', 'an unknown algorithm', { alg: 'ed25519' }],
    ['signature_alg_unknown', 'a name from an object prototype', { alg: 'constructor' }],
    ['signature_alg_mismatch', 'an algorithm of another key', { alg: 'rsa-pss-sha512' }],
    [
      'signature_alg_forbidden',
      'PKCS#1 v1.5 without configuration',
      { signer: device('rsa-2048'), algorithm: 'rsa-v1_5-sha256' },
    ],
    ['content_type_malformed', 'a Content-Type that is none', { contentType: 'json' }],
    ['content_length_mismatch', 'a body cut short', { headers: { 'content-length': '99' } }],
    ['timestamp_ahead', 'a message of the future', { created: AT + 61 }],
    ['timestamp_stale', 'a message of the past', { created: AT - 61 }],
    ['content_digest_mismatch', 'another body', { signedBody: Buffer.from('{}') }],
    [
      'content_digest_unsupported',
      'SHA-512',
      {
        contentDigest: `sha-512=:${Buffer.alloc(64).toString('base64')}:`,
      },
    ],
    ['content_digest_malformed', 'a digest cut short', { contentDigest: 'sha-256=:AAAA:' }],
    ['message_signature_invalid', 'another method', { signedMethod: 'GET' }],
  ]

  test.each(REFUSED)('refuses with %s: %s', (code, _, forgery) => {
    expect(codeOf(forge(forgery))).toBe(code)
    expect(codeOf(forge({ signer: forgery.signer ?? device() }))).toBe('accepted')
  })

  test('refuses a message that a device relays for another one', () => {
    const other = { signer: device('p-256', 'ZM-002'), deviceId: 'ZM-002' }
    expect(codeOf(forge(other))).toBe('accepted')
    const relayed = forge({ ...other, peer: messagePeer(device().certificate) })
    expect(codeOf(relayed)).toBe('signature_keyid_mismatch')
  })

  test('throws nothing but TelemetryErrors, whatever the fields hold', () => {
    const field = fc.oneof(
      fc.string({ maxLength: 200 }),
      fc.string({ unit: 'binary', maxLength: 200 }),
      fc.array(fc.string({ maxLength: 20 }), { maxLength: 3 }),
      fc.constantFrom(...Object.values(good).map(String)),
      fc
        .tuple(fc.constantFrom(...Object.values(good).map(String)), fc.nat(400), fc.string())
        .map(([text, at, inserted]) => text.slice(0, at) + inserted + text.slice(at)),
      fc.constant(undefined),
    )
    const headers = fc.record(Object.fromEntries(Object.keys(good).map((name) => [name, field])))
    fc.assert(
      fc.property(headers, (fields) => {
        const message = withHeaders(forge(), fields)
        const unchanged = Object.keys(fields).every(
          (name) => name === 'date' || [fields[name]].flat().join().trim() === good[name],
        )
        expect(codeOf(message) === 'accepted').toBe(unchanged)
      }),
      { numRuns: 3000 },
    )
  })

  test('accepts whatever a signer says, and only that', () => {
    const { certificate, keys } = device()
    const signer = messageSigner(certificate, keys.privateKey)
    const peer = messagePeer(certificate)
    const outgoing = fc.record({
      method: fc.constantFrom('POST', 'PUT', 'GET', 'PROPFIND'),
      targetUri: fc.webUrl({ withQueryParameters: true }).map(parseTargetUri),
      contentType: fc.constantFrom('application/json', 'text/plain; charset="utf-8"', 'a/b;c=d'),
      body: fc.uint8Array({ maxLength: 100 }),
      created: fc.integer({ min: AT - 60, max: AT + 60 }).map((at) => at as typeof AT),
      nonce: fc.uint8Array({ minLength: 16, maxLength: 16 }).map(nonceOf),
    })
    fc.assert(
      fc.property(outgoing, outgoing, (one, other) => {
        const { signature, ...headers } = signMessage(one, signer)
        const arriving = (message: typeof one, fields: object): MessageCase => ({
          received: { ...message, headers: { ...fields } },
          peer,
          at: AT,
          skew: CLOCK_SKEW.production,
        })
        expect(codeOf(arriving(one, { ...headers, signature }))).toBe('accepted')
        const same = JSON.stringify(one) === JSON.stringify(other)
        const { signature: _, ...others } = signMessage(other, signer)
        const code = codeOf(arriving(other, { ...others, signature }))
        expect(code).toBe(same ? 'accepted' : 'message_signature_invalid')
      }),
    )
  })
})

function signed(kind: (typeof KINDS)[number][0], algorithm: SignatureAlgorithm): MessageCase {
  const { certificate, keys } = device(kind)
  const outgoing = {
    method: 'POST',
    targetUri: TARGET_URI,
    contentType: 'application/json',
    body: BODY,
    created: AT,
    nonce: NONCE,
  }
  const signer = messageSigner(certificate, keys.privateKey, algorithm)
  const rsaAlgorithms = ['rsa-pss-sha512', 'rsa-v1_5-sha256'] as const
  return {
    received: { ...outgoing, headers: { ...signMessage(outgoing, signer) } },
    peer: messagePeer(certificate, { rsaAlgorithms }),
    at: AT,
    skew: CLOCK_SKEW.production,
  }
}

function withHeaders(message: MessageCase, headers: MessageHeaders): MessageCase {
  const { received } = message
  return { ...message, received: { ...received, headers: { ...received.headers, ...headers } } }
}

test('nonceOf() of a random source gives a nonce that verifies', () => {
  expect(codeOf(forge({ nonce: nonceOf(randomBytes(16)) }))).toBe('accepted')
})
