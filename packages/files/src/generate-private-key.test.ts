import { createPublicKey, sign, verify } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { generatePrivateKey, KEY_ALGORITHMS } from './generate-private-key.ts'

const EXPECTED = {
  'rsa-2048': { type: 'rsa', details: { modulusLength: 2048, publicExponent: 65_537n } },
  'rsa-3072': { type: 'rsa', details: { modulusLength: 3072, publicExponent: 65_537n } },
  'rsa-4096': { type: 'rsa', details: { modulusLength: 4096, publicExponent: 65_537n } },
  'p-256': { type: 'ec', details: { namedCurve: 'prime256v1' } },
  'p-384': { type: 'ec', details: { namedCurve: 'secp384r1' } },
} as const

describe('generatePrivateKey()', () => {
  test.each(KEY_ALGORITHMS)('makes a key of the kind %s that signs', async (algorithm) => {
    const key = await generatePrivateKey(algorithm)
    expect(key.type).toBe('private')
    expect(key.asymmetricKeyType).toBe(EXPECTED[algorithm].type)
    expect(key.asymmetricKeyDetails).toEqual(EXPECTED[algorithm].details)
    const signature = sign('sha256', Buffer.from('message'), key)
    const publicKey = createPublicKey(key)
    expect(verify('sha256', Buffer.from('message'), publicKey, signature)).toBe(true)
    expect(verify('sha256', Buffer.from('massage'), publicKey, signature)).toBe(false)
  })

  test('makes another key at every call', async () => {
    const keys = await Promise.all([1, 2, 3].map(() => generatePrivateKey('p-256')))
    const texts = keys.map((key) => key.export({ type: 'pkcs8', format: 'pem' }))
    expect(new Set(texts).size).toBe(3)
  })
})
