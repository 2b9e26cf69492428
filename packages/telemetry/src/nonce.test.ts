import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { nonceOf, parseNonce } from './nonce.ts'

const octets = fc.uint8Array({ minLength: 16, maxLength: 16 })

describe('nonceOf()', () => {
  test('writes what parseNonce() reads, a text of its own for every value', () => {
    fc.assert(
      fc.property(octets, octets, (one, other) => {
        expect(parseNonce(nonceOf(one))).toBe(nonceOf(one))
        expect(nonceOf(one) === nonceOf(other)).toBe(Buffer.compare(one, other) === 0)
      }),
    )
  })

  test('reads a part of a larger buffer', () => {
    const whole = new Uint8Array(48).fill(7, 16, 32)
    expect(nonceOf(whole.subarray(16, 32))).toBe(nonceOf(new Uint8Array(16).fill(7)))
  })

  test.each([0, 15, 17])('refuses %i octets', (length) => {
    expect(() => nonceOf(new Uint8Array(length))).toThrow(TypeError)
  })
})

describe('parseNonce()', () => {
  test.each([
    ['nothing', ''],
    ['15 octets', 'AAAAAAAAAAAAAAAAAAAA'],
    ['a character too few', 'AAAAAAAAAAAAAAAAAAAAA'],
    ['17 octets', 'AAAAAAAAAAAAAAAAAAAAAAA'],
    ['4,000 characters', 'A'.repeat(4000)],
    ['padding', 'AAAAAAAAAAAAAAAAAAAAAA=='],
    ['base64 of the other alphabet', 'AAAAAAAAAAAAAAAAAAAA+A'],
    ['stray bits at the end', 'AAAAAAAAAAAAAAAAAAAAAB'],
    ['a line break', 'AAAAAAAAAAAAAAAAAAAAA\n'],
  ])('refuses %s', (_, text) => {
    expect(() => parseNonce(text)).toThrow(
      expect.objectContaining({ code: 'signature_nonce_malformed' }),
    )
  })
})
