import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseCertifiedDeviceId, parseDeviceId } from './device-id.ts'
import { X509Error } from './errors.ts'

/** The error that `action` ends with. */
function refusal(action: () => unknown): X509Error | undefined {
  try {
    action()
    return undefined
  } catch (error) {
    if (error instanceof X509Error) return error
    throw error
  }
}

const HOSTILE: readonly (readonly [string, string])[] = [
  ['nothing', ''],
  ['a space', ' '],
  ['a space behind', 'ZM-001 '],
  ['a newline behind', 'ZM-001\n'],
  ['a newline that adds a name', 'ZM-001\nDNS.2 = *.hospital.example'],
  ['a carriage return', 'ZM-001\r'],
  ['a NUL', 'ZM-001\0'],
  ['a NUL and more', 'ZM-001\0-ADMIN'],
  ['a slash', 'ZM/001'],
  ['a backslash', 'ZM\\001'],
  ['two dots', '..'],
  ['a way up', '../ZM-001'],
  ['two dots inside', 'ZM..001'],
  ['a dot in front', '.ZM-001'],
  ['a dot behind', 'ZM-001.'],
  ['a wildcard', '*'],
  ['a wildcard inside', 'ZM-*'],
  ['a percent sign', 'ZM%2f001'],
  ['a colon, as services have', 'service:gateway'],
  ['a semicolon', 'ZM-001;UTF8:ADMIN'],
  ['a comma', 'ZM-001,DNS:x'],
  ['a plus', 'ZM+001'],
  ['an equals sign', 'CN=ZM-001'],
  ['a quotation mark', 'ZM-001"'],
  ['a dollar', '$DEVICE_ID'],
  ['an angle bracket', '<ZM-001>'],
  ['a hyphen in front', '-ZM-001'],
  ['a hyphen behind', 'ZM-001-'],
  ['an umlaut', 'ZÜ-001'],
  ['a letter that looks like Z', 'Ζ-001'],
  ['full-width letters', 'ＺＭ-001'],
  ['a combining mark', 'Z\u0301M'],
  ['a zero-width space', 'ZM\u200b001'],
  ['a change of direction', 'ZM\u202e100'],
  ['a line separator', 'ZM\u2028001'],
  ['300 characters', 'Z'.repeat(300)],
  ['a million characters', 'Z'.repeat(1_000_000)],
]

describe('parseDeviceId()', () => {
  test.each(['Z', '7', 'ZM-001', 'A--B', 'A'.repeat(48), `A${'-'.repeat(46)}B`])(
    'takes %s as it is',
    (id) => {
      expect(parseDeviceId(id)).toBe(id)
    },
  )

  test.each(HOSTILE)('refuses %s', (_, text) => {
    const error = refusal(() => parseDeviceId(text))
    expect(error?.code).toBe('device_id_invalid')
    // The message is one printable line, whatever was in the text.
    expect(error?.message).toMatch(/^[\x20-\x7e]{1,500}$/)
    expect(error?.hint).toMatch(/^[\x20-\x7e]+$/)
  })

  test.each(['A'.repeat(49), 'ZM_001', 'ZM.001'])('refuses %s, which is only foreign', (text) => {
    expect(refusal(() => parseDeviceId(text))?.hint).toContain('1 to 48')
  })

  test.each(['zm-001', 'Zm-001', 'a'])('refuses %s with the hint to write capitals', (text) => {
    const hint = refusal(() => parseDeviceId(text))?.hint
    expect(hint).toBe(`write it in capital letters: ${text.toUpperCase()}`)
  })

  test.each(['stra\u00dfe', '\u0131-1', 'o\ufb03ce'])(
    'hints at no other ID for letters that change in capitals: %s',
    (text) => {
      expect(refusal(() => parseDeviceId(text))?.hint).not.toContain('capital letters')
    },
  )

  test('takes exactly what its grammar says, of all texts', () => {
    const letters = fc.string({ unit: fc.constantFrom(...'AZ09-_.a\n*/ ü'), maxLength: 50 })
    fc.assert(
      fc.property(letters, (text) => {
        const wanted =
          [...text].every((c) => /[A-Z0-9-]/.test(c)) &&
          text.length >= 1 &&
          text.length <= 48 &&
          !text.startsWith('-') &&
          !text.endsWith('-')
        expect(refusal(() => parseDeviceId(text)) === undefined).toBe(wanted)
      }),
    )
  })
})

describe('parseCertifiedDeviceId()', () => {
  test.each(['ZM_001', 'zm-001', 'ZM.001', 'a.b.c', 'A'.repeat(63)])('takes foreign %s', (id) => {
    expect(parseCertifiedDeviceId(id)).toBe(id)
  })

  test.each(HOSTILE)('refuses %s as well', (_, text) => {
    expect(refusal(() => parseCertifiedDeviceId(text))?.code).toBe('device_id_invalid')
  })

  test('refuses 64 characters', () => {
    expect(refusal(() => parseCertifiedDeviceId('A'.repeat(64)))?.code).toBe('device_id_invalid')
  })

  test('takes every ID that may be issued', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[A-Z0-9]([A-Z0-9-]{0,46}[A-Z0-9])?$/), (id) => {
        expect(parseCertifiedDeviceId(parseDeviceId(id))).toBe(id)
      }),
    )
  })
})
