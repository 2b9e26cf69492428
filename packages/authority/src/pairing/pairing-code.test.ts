import { randomBytes } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import {
  isPairingCode,
  newPairingCode,
  type PairingCode,
  pairingCodeHash,
  parsePairingCode,
} from './pairing-code.ts'

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const octets = (first: number) => () => Buffer.from(Array.from({ length: 9 }, (_, n) => first + n))

describe('newPairingCode()', () => {
  test.each([
    [0, '012-345-678'],
    [9, '9AB-CDE-FGH'],
    [18, 'JKM-NPQ-RST'],
    [24, 'RST-VWX-YZ0'],
    [247, 'QRS-TVW-XYZ'],
  ])('makes nine symbols of nine octets, from %i on: %s', (first, code) => {
    expect(newPairingCode(octets(first))).toBe(code)
  })

  test('makes every symbol of exactly eight octets: 45 bits, none of them lost', () => {
    const counts = new Map<string, number>()
    for (let octet = 0; octet < 256; octet++) {
      const [symbol = ''] = newPairingCode(() => Buffer.alloc(9, octet))
      counts.set(symbol, (counts.get(symbol) ?? 0) + 1)
    }
    expect([...counts.keys()].sort().join('')).toBe(ALPHABET)
    expect(new Set(counts.values())).toEqual(new Set([8]))
  })

  test('makes codes that read back as they are', () => {
    for (let n = 0; n < 1000; n++) {
      const code = newPairingCode(randomBytes)
      expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{3}(-[0-9A-HJKMNP-TV-Z]{3}){2}$/)
      expect(parsePairingCode(code)).toBe(code)
    }
  })
})

describe('parsePairingCode()', () => {
  test.each([
    ['as it is printed', '7K3-9QX-M01'],
    ['in lower case', '7k3-9qx-m01'],
    ['without hyphens', '7K39QXM01'],
    ['with spaces', ' 7K3 9QX M01 '],
    ['with hyphens anywhere', '7-K-39QXM-01-'],
    ['with the letter O for 0', '7K3-9QX-MO1'],
    ['with a small o for 0', '7K3-9QX-Mo1'],
    ['with I for 1', '7K3-9QX-M0I'],
    ['with a small L for 1', '7K3-9QX-M0l'],
  ])('reads a code %s', (_, typed) => {
    expect(parsePairingCode(typed)).toBe('7K3-9QX-M01')
  })

  test.each([
    ['nothing', ''],
    ['a symbol less', '7K3-9QX-M0'],
    ['a symbol more', '7K3-9QX-M012'],
    ['U, which is no symbol', '7K3-9QX-MU1'],
    ['another separator', '7K3_9QX_M01'],
    ['a letter that upper case makes another of', '7K3-9QX-M0ı'],
    ['a letter that upper case makes two of', '7K3-9QX-Mß'],
    ['digits of another script', '7K3-9QX-M٠١'],
    ['more separators than anybody types', `7K39QXM01${'-'.repeat(60)}`],
  ])('reads nothing of %s', (_, typed) => {
    expect(parsePairingCode(typed)).toBeUndefined()
  })
})

describe('isPairingCode()', () => {
  const salt = '00112233445566778899aabbccddeeff'
  const kept = pairingCodeHash(salt, '7K3-9QX-M01' as PairingCode)

  test('knows the code however it is typed', () => {
    for (const typed of ['7K3-9QX-M01', '7k39qxmol'])
      expect(isPairingCode(typed, salt, kept)).toBe(true)
  })

  test.each([
    ['another code', '7K3-9QX-M02', salt, kept],
    ['no code', '', salt, kept],
    ['another salt', '7K3-9QX-M01', salt.replace('00', '01'), kept],
    ['another hash', '7K3-9QX-M01', salt, kept.replace(/^./, (c) => (c === '0' ? '1' : '0'))],
    ['a hash that was cut', '7K3-9QX-M01', salt, kept.slice(2)],
    ['no hash', '7K3-9QX-M01', salt, ''],
  ])('does not take %s', (_, typed, withSalt, codeHash) => {
    expect(isPairingCode(typed, withSalt, codeHash)).toBe(false)
  })

  test('hashes salt and code as sha256sum does', () => {
    // printf '\\x00\\x11…\\xff7K3-9QX-M01' | sha256sum
    expect(kept).toBe('4a439c1d2823cf1063bc880580ae670c86b67c225439938e7618891c02f75e8b')
  })
})
