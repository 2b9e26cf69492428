import { describe, expect, test } from 'vitest'
import { device } from './message.fixture.ts'
import { messageSigner } from './message-signer.ts'

const { certificate, keys } = device()
const refusal = (code: string) => expect.objectContaining({ code })

describe('messageSigner()', () => {
  test.each([
    ['p-256', 'ecdsa-p256-sha256'],
    ['p-384', 'ecdsa-p384-sha384'],
    ['rsa-2048', 'rsa-pss-sha512'],
  ] as const)('signs by default with a %s key as %s', (kind, algorithm) => {
    const made = device(kind)
    expect(messageSigner(made.certificate, made.keys.privateKey)).toMatchObject({
      deviceId: 'ZM-001',
      algorithm,
    })
  })

  test('takes rsa-v1_5-sha256 for an RSA key when told', () => {
    const made = device('rsa-2048')
    const signer = messageSigner(made.certificate, made.keys.privateKey, 'rsa-v1_5-sha256')
    expect(signer.algorithm).toBe('rsa-v1_5-sha256')
  })

  test('refuses the key of another certificate', () => {
    const other = device('p-256', 'ZM-002').keys.privateKey
    expect(() => messageSigner(certificate, other)).toThrow(refusal('key_mismatch'))
  })

  test('refuses an algorithm that does not fit the key', () => {
    expect(() => messageSigner(certificate, keys.privateKey, 'ecdsa-p384-sha384')).toThrow(
      refusal('signature_alg_mismatch'),
    )
  })

  test('refuses a curve without an algorithm', () => {
    const made = device('p-521')
    expect(() => messageSigner(made.certificate, made.keys.privateKey)).toThrow(
      refusal('key_unsupported'),
    )
  })
})
