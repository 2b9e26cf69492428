import { randomBytes } from 'node:crypto'
import { parseSerialNumber } from '@zcert/x509'
import { describe, expect, test } from 'vitest'
import { randomSerialNumber } from './random-serial-number.ts'

const hex = (digits: string) => Buffer.from(digits.padEnd(32, 'F'), 'hex')

describe('randomSerialNumber()', () => {
  test.each([
    ['FF', '7F', 'the top bit is cleared'],
    ['80', '', 'and the octet goes when nothing is left of it'],
    ['7F', '7F', 'a clear one stays'],
    ['01', '01', 'no digit of an octet is lost'],
    ['00', '', 'an octet of padding goes'],
    ['0000FF', 'FF', 'and all of them'],
    ['0080', '80', 'a top bit behind padding stays: DER puts an octet before it'],
    ['000080', '80', 'however much padding there was'],
  ])('%s… becomes %s…: %s', (drawn, expected) => {
    const rest = 'F'.repeat(32 - drawn.length)
    expect(randomSerialNumber(() => hex(drawn))).toBe(`${expected}${rest}`)
  })

  test('asks again when all octets are zero, and is never zero', () => {
    const draws = [Buffer.alloc(16), Buffer.alloc(16, 0).fill(0x80, 0, 1), Buffer.alloc(16, 1)]
    expect(randomSerialNumber(() => draws.shift() as Buffer)).toBe('01'.repeat(16))
    expect(draws).toEqual([])
  })

  test('takes 16 octets, 64 times at once, and lets 127 of their bits through', () => {
    const asked: number[] = []
    const source = (length: number) => {
      asked.push(length)
      return randomBytes(length)
    }
    const [ones, zeros] = [new Set<number>(), new Set<number>()]
    for (let n = 0; n < 500; n++) {
      const serial = randomSerialNumber(source)
      const value = BigInt(`0x${serial}`)
      for (let bit = 0; bit < 160; bit++) ((value >> BigInt(bit)) & 1n ? ones : zeros).add(bit)
    }
    expect(asked).toEqual(Array.from({ length: 8 }, () => 16 * 64))
    expect([...ones].sort((a, b) => a - b)).toEqual(Array.from({ length: 127 }, (_, bit) => bit))
    expect(zeros.size).toBe(160)
  })

  test('is written as every other serial number, positive, in 16 octets at the most', () => {
    for (let n = 0; n < 2000; n++) {
      const serial = randomSerialNumber(randomBytes)
      expect(serial).toMatch(/^(?!00)(?:[0-9A-F]{2}){1,16}$/)
      expect(parseSerialNumber(serial)).toBe(serial)
    }
  })

  test('is another one every time', () => {
    const drawn = Array.from({ length: 10_000 }, () => randomSerialNumber(randomBytes))
    expect(new Set(drawn).size).toBe(drawn.length)
  })
})
