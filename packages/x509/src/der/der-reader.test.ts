import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { X509Error } from '../errors.ts'
import { DerReader, MAX_DEPTH, MAX_OBJECT_BYTES } from './der-reader.ts'
import { encodeValue } from './der-writer.ts'
import { TAG } from './tags.ts'

const hex = (text: string) => Buffer.from(text.replaceAll(' ', ''), 'hex')
const over = (text: string) => DerReader.over(hex(text))

/** The code that an action is refused with, or nothing. */
function codeOf(action: () => unknown): string | undefined {
  try {
    action()
    return undefined
  } catch (error) {
    if (error instanceof X509Error) return error.code
    throw error
  }
}

/** Reads everything there is, as deep as it goes, and writes it again. */
function rewritten(reader: DerReader): Buffer {
  const parts: Buffer[] = []
  while (!reader.done) {
    const tag = reader.peekTag()
    const contents = (tag & 0x20) === 0 ? reader.contents(tag) : rewritten(reader.enter(tag))
    parts.push(encodeValue(tag, [contents]))
  }
  return Buffer.concat(parts)
}

describe('DerReader', () => {
  test('accepts nothing that has a second encoding: all it reads comes out the same', () => {
    let accepted = 0
    const tag = fc.constantFrom(0x02, 0x04, 0x05, 0x0c, 0x30, 0x31, 0x80, 0xa0, 0xa3, 0x1f, 0x00)
    const length = fc.constantFrom(0x00, 0x01, 0x02, 0x03, 0x05, 0x7f, 0x80, 0x81, 0x82, 0x84)
    const octets = fc.array(fc.oneof(tag, length, fc.nat(255)), { maxLength: 40 })
    fc.assert(
      fc.property(octets, (bytes) => {
        const input = Buffer.from(bytes)
        const code = codeOf(() => {
          expect(rewritten(DerReader.over(input))).toEqual(input)
          accepted++
        })
        expect([undefined, 'der_malformed', 'der_too_deep']).toContain(code)
      }),
      { numRuns: 5_000 },
    )
    expect(accepted).toBeGreaterThan(50)
  })

  test('reads again whatever was written as a tree of values', () => {
    const { tree } = fc.letrec<{ tree: Buffer }>((tie) => ({
      tree: fc.oneof(
        { maxDepth: 6 },
        fc.uint8Array({ maxLength: 300 }).map((bytes) => encodeValue(TAG.OCTET_STRING, [bytes])),
        fc.array(tie('tree'), { maxLength: 4 }).map((parts) => encodeValue(TAG.SEQUENCE, parts)),
      ),
    }))
    fc.assert(
      fc.property(tree, (value) => {
        const reader = DerReader.over(value)
        expect(rewritten(reader)).toEqual(value)
        reader.finish()
      }),
    )
  })

  test.each([
    ['an indefinite length', '3080 0000'],
    ['a length of one octet written with two', '0481 05 0102030405'],
    ['a length with a leading zero', `0482 0080 ${'00'.repeat(128)}`],
    ['a length of five octets', '0485 0000000001 00'],
    ['the reserved length FF', '04ff 00'],
    ['a length that is cut off', '0482 01'],
    ['no length', '04'],
    ['contents that are cut off', '0403 0102'],
    ['a tag number above 30', '1f81 0100'],
    ['an end-of-contents tag', '0000'],
    ['a length of 4 GiB', '0484 ffffffff 00'],
  ])('refuses %s', (_, text) => {
    expect(codeOf(() => rewritten(over(text)))).toBe('der_malformed')
  })

  test.each([0, 1, 0x7f, 0x80, 0xff, 0x100, 0xffff - 3])('reads contents of %i octets', (size) => {
    const reader = DerReader.over(encodeValue(TAG.OCTET_STRING, [Buffer.alloc(size)]))
    expect(reader.contents(TAG.OCTET_STRING)).toHaveLength(size)
    reader.finish()
  })

  test('enters 32 levels and refuses the thirty-third', () => {
    const nested = (levels: number) => {
      let value = encodeValue(TAG.NULL, [])
      for (let level = 0; level < levels; level++) value = encodeValue(TAG.SEQUENCE, [value])
      return DerReader.over(value)
    }
    expect(MAX_DEPTH).toBe(32)
    expect(codeOf(() => rewritten(nested(32)))).toBeUndefined()
    expect(codeOf(() => rewritten(nested(33)))).toBe('der_too_deep')
    expect(codeOf(() => rewritten(nested(10_000)))).toBe('der_too_deep')
  })

  test('refuses more than 64 KiB before it looks at them', () => {
    expect(codeOf(() => DerReader.over(Buffer.alloc(MAX_OBJECT_BYTES)))).toBeUndefined()
    expect(codeOf(() => DerReader.over(Buffer.alloc(MAX_OBJECT_BYTES + 1)))).toBe('der_too_large')
    expect(codeOf(() => DerReader.over(Buffer.alloc(101), 100))).toBe('der_too_large')
  })

  test('never reads outside the value it was opened on', () => {
    const memory = hex('3003 0201 05 ff ff')
    const reader = DerReader.over(memory.subarray(0, 5))
    const inner = reader.enter()
    reader.finish()
    expect(inner.smallInteger()).toBe(5)
    expect(codeOf(() => inner.element())).toBe('der_malformed')
    expect(codeOf(() => over('3002 0205').enter().integer())).toBe('der_malformed')
  })

  test('reads plain byte arrays as it does buffers', () => {
    const bytes = new Uint8Array([0, 0x02, 0x01, 0x07, 0]).subarray(1, 4)
    expect(DerReader.over(bytes).smallInteger()).toBe(7)
  })

  test('finish() refuses what is left over', () => {
    const reader = over('0500 00')
    reader.null()
    expect(codeOf(() => reader.finish())).toBe('der_malformed')
    expect(codeOf(() => over('0501 00').null())).toBe('der_malformed')
  })

  test('expects the tag it is told, primitive or constructed', () => {
    expect(codeOf(() => over('2403 040100').contents(TAG.OCTET_STRING))).toBe('der_malformed')
    expect(codeOf(() => over('1000').enter())).toBe('der_malformed')
    expect(codeOf(() => over('').element())).toBe('der_malformed')
    expect(() => over('0400').enter(TAG.OCTET_STRING)).toThrow(TypeError)
    expect(over('0400').enterIf(TAG.SEQUENCE)).toBeUndefined()
    expect(over('').peekTag()).toBe(-1)
  })

  test.each([
    ['0101ff', true],
    ['010100', false],
    ['010101', 'der_malformed'],
    ['0100', 'der_malformed'],
    ['0102ffff', 'der_malformed'],
  ])('boolean() reads %s', (text, expected) => {
    let value: unknown
    const code = codeOf(() => {
      value = over(text).boolean()
    })
    expect(code ?? value).toBe(expected)
  })

  test.each([
    ['0200', 'der_malformed'],
    ['020100', '00'],
    ['02017f', '7f'],
    ['0202007f', 'der_malformed'],
    ['02020080', '0080'],
    ['0201ff', 'ff'],
    ['0202ff80', 'der_malformed'],
    ['0202ff7f', 'ff7f'],
    ['0203000080', 'der_malformed'],
  ])('integer() takes the shortest form alone: %s', (text, expected) => {
    let value = ''
    const code = codeOf(() => {
      value = over(text).integer().toString('hex')
    })
    expect(code ?? value).toBe(expected)
  })

  test.each([
    ['02047fffffff', 2 ** 31 - 1],
    ['02050080000000', 'der_malformed'],
    ['0204ffffffff', 'der_malformed'],
    ['0201ff', 'der_malformed'],
    ['020100', 0],
  ])('smallInteger() reads 31 bits without a sign: %s', (text, expected) => {
    let value = 0
    const code = codeOf(() => {
      value = over(text).smallInteger()
    })
    expect(code ?? value).toBe(expected)
  })

  test.each([
    ['0300', 'der_malformed'],
    ['030100', ''],
    ['030101', 'der_malformed'],
    ['03020780', '1'],
    ['03020700', 'der_malformed'],
    ['03020880', 'der_malformed'],
    ['030207c0', 'der_malformed'],
    ['03020540', 'der_malformed'],
    ['030205a0', '101'],
    ['0303070080', '000000001'],
  ])('namedBits() takes the shortest form alone: %s', (text, expected) => {
    let value = ''
    const code = codeOf(() => {
      const bits = over(text).namedBits()
      value = bits.map((bit) => (bit ? '1' : '0')).join('')
    })
    expect(code ?? value).toBe(expected)
  })

  test('octetAlignedBitString() refuses unused bits', () => {
    expect(over('0302 00 80').octetAlignedBitString()).toEqual(hex('80'))
    expect(codeOf(() => over('0302 01 80').octetAlignedBitString())).toBe('der_malformed')
    expect(codeOf(() => over('0300').octetAlignedBitString())).toBe('der_malformed')
  })
})
