import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { X509Error } from './errors.ts'
import { encodePem, encodePemFile, parsePem, readPemOrDer } from './pem.ts'

const der = Buffer.concat([Buffer.from([0x30, 0x82, 0x01, 0x00]), randomBytes(256)])
const pem = encodePem('CERTIFICATE', der)
const only = (text: string) => parsePem(text).map((block) => block.der)

function codeOf(action: () => unknown): string | undefined {
  try {
    action()
    return undefined
  } catch (error) {
    if (error instanceof X509Error) return error.code
    throw error
  }
}

describe('encodePem()', () => {
  test('writes lines of 64 characters and reads its own text, at every length', () => {
    for (let size = 0; size < 400; size++) {
      const bytes = randomBytes(size)
      const text = encodePem('X509 CRL', bytes)
      const lines = text.split('\n')
      expect(lines.at(-1)).toBe('')
      const body = lines.slice(1, -2)
      expect(body.join('')).toBe(bytes.toString('base64'))
      expect(body.every((line, at) => line.length === 64 || at === body.length - 1)).toBe(true)
      expect(body.every((line) => line.length > 0)).toBe(true)
      if (size > 0) expect(only(text)).toEqual([bytes])
      expect(encodePemFile('X509 CRL', bytes).toString('latin1')).toBe(text)
    }
  })

  test('writes a CRL of ten megabytes that parsePem() reads', () => {
    const bytes = Buffer.alloc(10_000_000, 0x30)
    const [block] = parsePem(encodePemFile('X509 CRL', bytes).toString('latin1'))
    expect(block?.der.equals(bytes)).toBe(true)
  })
})

describe('parsePem()', () => {
  test.each([
    ['carriage returns', pem.replaceAll('\n', '\r\n')],
    ['text before and behind', `Certificate:\n  Data:\n${pem}\nbye\n`],
    ['a blank line behind the base64', pem.replace('\n-----END', '\n\n-----END')],
    ['a blank line before the base64', pem.replace('-----\n', '-----\n\n')],
    ['indented lines', pem.replaceAll('\nM', '\n  M')],
    ['no newline at the end', pem.trimEnd()],
    ['spaces behind the first line', pem.replace('-----\n', '-----  \n')],
    ['one long line', pem.replace(/(?<=[A-Za-z0-9+/=])\n(?=[A-Za-z0-9+/=])/g, '')],
    ['a byte order mark', `\ufeff${pem}`],
  ])('reads a block with %s', (_, text) => {
    expect(only(text)).toEqual([der])
  })

  test('reads a base64 whose length is a multiple of 64 with a blank line behind', () => {
    const even = randomBytes(48 * 4)
    const text = encodePem('CERTIFICATE', even).replace('\n-----END', '\n\n-----END')
    expect(only(text)).toEqual([even])
  })

  test('reads every block in order', () => {
    const other = encodePem('X509 CRL', Buffer.from('x'))
    expect(parsePem(pem + other + pem).map(({ label }) => label)).toEqual([
      'CERTIFICATE',
      'X509 CRL',
      'CERTIFICATE',
    ])
    expect(parsePem('nothing here')).toEqual([])
  })

  test.each([
    ['no END line', pem.slice(0, -10)],
    ['only a BEGIN line', '-----BEGIN CERTIFICATE-----'],
    ['another END', pem.replace('END CERTIFICATE', 'END X509 CRL')],
    ['a damaged BEGIN line', pem.replace('CERTIFICATE-----\n', 'CERTIFICATE----\n')],
    ['a small label', pem.replaceAll('CERTIFICATE', 'certificate')],
    ['a label of 41 characters', pem.replaceAll('CERTIFICATE', 'A'.repeat(41))],
    ['headers', pem.replace('-----\n', '-----\nProc-Type: 4,ENCRYPTED\n\n')],
    ['a character that is not base64', pem.replace('\n-----END', '!\n-----END')],
    ['base64 of URLs', encodePem('CERTIFICATE', Buffer.from([0xff, 0xff])).replace('//', '__')],
    ['base64 without its padding', encodePem('CERTIFICATE', Buffer.from('a')).replace('==', '')],
    ['padding inside', pem.replace('-----\n', '-----\nAA==')],
    ['bits behind the last octet', encodePem('CERTIFICATE', Buffer.from('a')).replace('YQ', 'YR')],
    ['no base64', '-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n'],
    ['a block inside a block', pem.replace('-----\n', `-----\n${pem}`)],
    ['a NUL in the base64', pem.replace('\n-----END', '\0\n-----END')],
  ])('refuses %s', (_, text) => {
    expect(codeOf(() => parsePem(text))).toBe('pem_malformed')
  })

  test('reads a text cut off anywhere as nothing, or refuses it', () => {
    for (let end = 0; end < pem.length - 1; end++) {
      const code = codeOf(() => expect(only(pem.slice(0, end))).toEqual([]))
      expect([undefined, 'pem_malformed']).toContain(code)
    }
  })

  test('takes from a changed text what is there, or refuses it', () => {
    const bytes = Buffer.from(pem, 'latin1')
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.nat(255), (at, octet) => {
        const changed = Buffer.from(bytes)
        changed[at] = octet
        const code = codeOf(() => parsePem(changed.toString('latin1')))
        expect([undefined, 'pem_malformed']).toContain(code)
      }),
      { numRuns: 1_000 },
    )
  })
})

describe('readPemOrDer()', () => {
  test('passes over blocks of other kinds', () => {
    const file = `${encodePem('PUBLIC KEY', Buffer.from('k'))}${pem}`
    expect(readPemOrDer(Buffer.from(file), 'CERTIFICATE')).toEqual([der])
  })

  test('takes a file that begins like DER as DER', () => {
    expect(readPemOrDer(der, 'CERTIFICATE')).toEqual([der])
  })

  test('takes the older label of CSRs', () => {
    const file = encodePem('CERTIFICATE REQUEST', der).replaceAll('CERT', 'NEW CERT')
    expect(readPemOrDer(Buffer.from(file), 'CERTIFICATE REQUEST')).toEqual([der])
    expect(codeOf(() => readPemOrDer(Buffer.from(file), 'CERTIFICATE'))).toBe('pem_malformed')
  })

  test.each([
    ['nothing', ''],
    ['text', 'hello'],
    ['a block of another kind', encodePem('PUBLIC KEY', der)],
    ['a trusted certificate of openssl', pem.replaceAll('CERTIFICATE', 'TRUSTED CERTIFICATE')],
    ['64 KB of zeros', '\0'.repeat(65_536)],
  ])('refuses %s', (_, file) => {
    expect(codeOf(() => readPemOrDer(Buffer.from(file), 'CERTIFICATE'))).toBe('pem_malformed')
  })
})
