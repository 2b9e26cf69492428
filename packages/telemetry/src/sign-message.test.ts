import { describe, expect, test } from 'vitest'
import { AT, BODY, device, NONCE, TARGET_URI } from './message.fixture.ts'
import { messageSigner } from './message-signer.ts'
import { prepareMessage, signMessage } from './sign-message.ts'

const { certificate, keys } = device()
const signer = messageSigner(certificate, keys.privateKey)
const message = {
  method: 'POST',
  targetUri: TARGET_URI,
  contentType: 'application/json',
  body: BODY,
  created: AT,
  nonce: NONCE,
}

describe('signMessage()', () => {
  test('gives the five header fields, in the form in which they go out', () => {
    expect(signMessage(message, signer)).toEqual({
      'content-type': 'application/json',
      'content-digest': 'sha-256=:BYIo5Qs2r1v+ysqWO5FfJBwA4cU+MvpOvufE4gehDUs=:',
      'device-id': 'ZM-001',
      'signature-input': `zm=("@method" "@target-uri" "content-digest" "content-type" "device-id");created=1795435200;nonce="AAECAwQFBgcICQoLDA0ODw";keyid="${signer.keyId}";alg="ecdsa-p256-sha256"`,
      signature: expect.stringMatching(/^zm=:[A-Za-z0-9+/]{86}==:$/),
    })
  })

  test('writes the signature base of RFC 9421 §2.5', () => {
    const { base, ...headers } = prepareMessage(message, signer)
    expect(base).toBe(
      [
        '"@method": POST',
        '"@target-uri": https://telemetry.hospital.example/v1/telemetry',
        `"content-digest": ${headers['content-digest']}`,
        '"content-type": application/json',
        '"device-id": ZM-001',
        `"@signature-params": ${headers['signature-input'].slice('zm='.length)}`,
      ].join('\n'),
    )
  })

  test.each(['json', 'a/b\r\nx: y', '', `a/${'b'.repeat(4095)}`])(
    'refuses the content type %j',
    (contentType) => {
      expect(() => signMessage({ ...message, contentType }, signer)).toThrow(
        expect.objectContaining({ code: 'content_type_malformed' }),
      )
    },
  )

  test.each(['', 'PO ST', 'POST\n', 'PÖST'])('refuses the method %j', (method) => {
    expect(() => signMessage({ ...message, method }, signer)).toThrow(TypeError)
  })
})
