import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { DerReader } from './der/der-reader.ts'
import { integer } from './der/der-writer.ts'
import { X509Error } from './errors.ts'
import { parseSerialNumber, serialOctets, serialOfInteger } from './serial-number.ts'

const octets = fc
  .uint8Array({ minLength: 1, maxLength: 20 })
  .filter((bytes) => bytes.some((octet) => octet !== 0))

/** Every way in which people and tools write a serial number. */
function writtenForms(hex: string): string[] {
  const short = hex.replace(/^0+/, '')
  const pairs = (hex.match(/../g) as string[]).join(':')
  return [
    hex,
    hex.toLowerCase(),
    short,
    `0x${hex}`,
    `0X${short.toLowerCase()}`,
    `00${hex}`,
    pairs,
    pairs.toLowerCase(),
    pairs.replaceAll(':', ' '),
    ` ${hex}\n`,
    `serial=${hex}`,
    `\t${pairs} `,
  ]
}

describe('parseSerialNumber()', () => {
  test('finds the same certificate by every written form, and no other', () => {
    fc.assert(
      fc.property(octets, octets, (bytes, others) => {
        const serial = serialOfInteger(DerReader.over(integer(bytes)).integer())
        for (const form of writtenForms(Buffer.from(bytes).toString('hex').toUpperCase())) {
          expect(parseSerialNumber(form)).toBe(serial)
        }
        const other = serialOfInteger(DerReader.over(integer(others)).integer())
        const same = BigInt(`0x${Buffer.from(others).toString('hex')}`) === BigInt(`0x${serial}`)
        expect(parseSerialNumber(other) === serial).toBe(same)
      }),
    )
  })

  test.each([
    ['1000', '1000'],
    ['10', '10'],
    ['0010', '10'],
    ['a', '0A'],
    ['F', '0F'],
    ['80', '80'],
    ['12345678', '12345678'],
  ])('reads %s as hexadecimal, all digits or not', (written, serial) => {
    expect(parseSerialNumber(written)).toBe(serial)
  })

  test('takes 20 octets and refuses 21', () => {
    expect(parseSerialNumber('f'.repeat(40))).toBe('F'.repeat(40))
    expect(parseSerialNumber(`00${'f'.repeat(40)}`)).toBe('F'.repeat(40))
    expect(() => parseSerialNumber(`1${'f'.repeat(40)}`)).toThrow(X509Error)
  })

  test.each([
    ['nothing', ''],
    ['white space', '  '],
    ['zero', '0'],
    ['zeros', '00:00'],
    ['letters beyond F', 'XYZ'],
    ['a minus sign', '-80'],
    ['a word', 'foobar'],
    ['a decimal point', '1.5'],
    ['two prefixes', '0x0x10'],
    ['a NUL', '10\0'],
    ['a slash', '../10'],
    ['full-width digits', '１０'],
    ['a ligature that is FF in capitals', '\ufb00'],
    ['64 KB', '1'.repeat(65_536)],
  ])('refuses %s', (_, written) => {
    expect(() => parseSerialNumber(written)).toThrow(
      expect.objectContaining({ code: 'serial_invalid' }) as X509Error,
    )
  })

  test('cuts what it quotes', () => {
    try {
      parseSerialNumber('x'.repeat(10_000))
    } catch (error) {
      expect((error as X509Error).message.length).toBeLessThan(100)
    }
  })
})

describe('serialOfInteger()', () => {
  test.each([
    ['00', '00'],
    ['7f', '7F'],
    ['0080', '80'],
    ['00ff', 'FF'],
    ['80', '-80'],
    ['ff', '-FF'],
    ['ff7f', '-FF7F'],
  ])('reads contents %s as %s', (contents, serial) => {
    expect(serialOfInteger(Buffer.from(contents, 'hex'))).toBe(serial)
  })

  test('tells a negative number from the positive one of the same octets', () => {
    const [negative, positive] = ['80', '0080'].map((hex) =>
      serialOfInteger(Buffer.from(hex, 'hex')),
    )
    expect(negative).not.toBe(positive)
  })
})

describe('serialOctets()', () => {
  test('is what integer() needs to write the number again', () => {
    for (let round = 0; round < 200; round++) {
      const contents = DerReader.over(integer(randomBytes(1 + (round % 20)))).integer()
      const serial = serialOfInteger(contents)
      expect(DerReader.over(integer(serialOctets(serial))).integer()).toEqual(contents)
    }
  })
})
