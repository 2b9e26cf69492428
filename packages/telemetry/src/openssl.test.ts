import { execFileSync, spawnSync } from 'node:child_process'
import { createPublicKey, type KeyObject } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { CLOCK_SKEW } from './clock-skew.ts'
import { AT, BODY, device, NONCE, TARGET_URI } from './message.fixture.ts'
import { messagePeer } from './message-peer.ts'
import { messageSigner } from './message-signer.ts'
import { signMessage } from './sign-message.ts'
import { verifyMessage } from './verify-message.ts'

const PSS =
  '-sha512 -sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:64 -sigopt rsa_mgf1_md:sha512'
const ALGORITHMS = [
  ['ecdsa-p256-sha256', 'p-256', '-sha256'],
  ['ecdsa-p384-sha384', 'p-384', '-sha384'],
  ['rsa-pss-sha512', 'rsa-2048', PSS],
  ['rsa-v1_5-sha256', 'rsa-2048', '-sha256'],
] as const

const isInstalled = spawnSync('openssl', ['version']).status === 0

describe.skipIf(!isInstalled)('the openssl command', () => {
  let folder = ''
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'telemetry-openssl-'))
  })
  afterAll(() => rmSync(folder, { recursive: true }))

  const file = (name: string, contents: string | Buffer) => {
    writeFileSync(join(folder, name), contents)
    return join(folder, name)
  }
  const outgoing = {
    method: 'POST',
    targetUri: TARGET_URI,
    contentType: 'application/json',
    body: BODY,
    created: AT,
    nonce: NONCE,
  }

  test.each(ALGORITHMS)(
    'verifies our %s over a base written by hand',
    (algorithm, kind, options) => {
      const { certificate, keys } = device(kind)
      const headers = signMessage(outgoing, messageSigner(certificate, keys.privateKey, algorithm))
      const digest = execFileSync('openssl', ['dgst', '-sha256', '-binary', file('body', BODY)])
      const fingerprint = execFileSync('openssl', [
        'dgst',
        '-sha256',
        '-r',
        file('der', certificate.der),
      ])
      const base = baseByHand(digest, fingerprint.toString().slice(0, 64), algorithm)
      const signature = Buffer.from(headers.signature.slice('zm=:'.length, -1), 'base64')
      const publicKey = createPublicKey(keys.privateKey).export({ type: 'spki', format: 'pem' })
      const verdict = (text: string) =>
        spawnSync('openssl', [
          ...['dgst', ...options.split(' '), '-verify', file('public.pem', publicKey)],
          ...['-signature', file('signature', toOpenssl(kind, signature)), file('base', text)],
        ]).stdout.toString()
      expect(verdict(base)).toBe('Verified OK\n')
      expect(verdict(base.replace('POST', 'PUT'))).toMatch(/failure/i)
    },
  )

  test.each(ALGORITHMS)('makes an %s that we verify', (algorithm, kind, options) => {
    const { certificate, keys } = device(kind)
    const { signature: _, ...headers } = signMessage(
      outgoing,
      messageSigner(certificate, keys.privateKey, algorithm),
    )
    const digest = execFileSync('openssl', ['dgst', '-sha256', '-binary', file('body', BODY)])
    const { keyId } = messagePeer(certificate)
    execFileSync('openssl', [
      ...['dgst', ...options.split(' '), '-sign', file('private.pem', pemOf(keys.privateKey))],
      ...['-out', join(folder, 'made'), file('base', baseByHand(digest, keyId, algorithm))],
    ])
    const made = fromOpenssl(kind, readFileSync(join(folder, 'made')))
    const received = {
      ...outgoing,
      headers: { ...headers, signature: `zm=:${made.toString('base64')}:` },
    }
    const rsaAlgorithms = ['rsa-pss-sha512', 'rsa-v1_5-sha256'] as const
    const peer = messagePeer(certificate, { rsaAlgorithms })
    const freshness = { at: AT, skew: CLOCK_SKEW.production }
    expect(verifyMessage(received, peer, freshness).body).toBe(BODY)
    const altered = { ...received, method: 'PUT' }
    expect(() => verifyMessage(altered, peer, freshness)).toThrow(/does not hold/)
  })
})

/** The signature base of RFC 9421 §2.5, written down without our code. */
function baseByHand(digest: Buffer, keyId: string, algorithm: string): string {
  return `"@method": POST
"@target-uri": https://telemetry.hospital.example/v1/telemetry
"content-digest": sha-256=:${digest.toString('base64')}:
"content-type": application/json
"device-id": ZM-001
"@signature-params": ("@method" "@target-uri" "content-digest" "content-type" "device-id");created=1795435200;nonce="AAECAwQFBgcICQoLDA0ODw";keyid="${keyId}";alg="${algorithm}"`
}

function pemOf(key: KeyObject): string {
  return key.export({ type: 'pkcs8', format: 'pem' }) as string
}

/** ECDSA signatures from r and s side by side to a DER SEQUENCE of two INTEGERs. */
function toOpenssl(kind: string, signature: Buffer): Buffer {
  if (kind.startsWith('rsa')) return signature
  const half = signature.length / 2
  const integers = [signature.subarray(0, half), signature.subarray(half)].map((padded) => {
    const zeros = padded.findIndex((octet) => octet !== 0)
    const number = padded.subarray(zeros)
    const sign = (number[0] as number) >= 0x80 ? [0] : []
    return Buffer.from([0x02, sign.length + number.length, ...sign, ...number])
  })
  const contents = Buffer.concat(integers)
  return Buffer.concat([Buffer.from([0x30, contents.length]), contents])
}

/** The reverse of {@link toOpenssl}. */
function fromOpenssl(kind: string, der: Buffer): Buffer {
  if (kind.startsWith('rsa')) return der
  const half = kind === 'p-256' ? 32 : 48
  const lengthOfR = der[3] as number
  const r = der.subarray(4, 4 + lengthOfR)
  const s = der.subarray(4 + lengthOfR + 2)
  return Buffer.concat(
    [r, s].map((number) => Buffer.concat([Buffer.alloc(half), number]).subarray(-half)),
  )
}
