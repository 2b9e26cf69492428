import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { device } from './message.fixture.ts'
import { messagePeer } from './message-peer.ts'

describe('messagePeer()', () => {
  test('names the device and its certificate by the lower-case fingerprint', () => {
    const { certificate } = device()
    const fingerprint = createHash('sha256').update(certificate.der).digest('hex')
    expect(messagePeer(certificate)).toMatchObject({ deviceId: 'ZM-001', keyId: fingerprint })
  })

  test.each([
    ['p-256', ['ecdsa-p256-sha256']],
    ['p-384', ['ecdsa-p384-sha384']],
    ['rsa-2048', ['rsa-pss-sha512']],
  ] as const)('accepts of a %s key by default %j', (kind, algorithms) => {
    expect(messagePeer(device(kind).certificate).algorithms).toEqual(algorithms)
  })

  test('lets the policy for RSA keys touch no other', () => {
    const policy = { rsaAlgorithms: ['rsa-v1_5-sha256'] } as const
    expect(messagePeer(device('rsa-2048').certificate, policy).algorithms).toEqual([
      'rsa-v1_5-sha256',
    ])
    expect(messagePeer(device().certificate, policy).algorithms).toEqual(['ecdsa-p256-sha256'])
  })

  test('refuses a curve without an algorithm', () => {
    expect(() => messagePeer(device('p-521').certificate)).toThrow(
      expect.objectContaining({ code: 'key_unsupported' }),
    )
  })
})
