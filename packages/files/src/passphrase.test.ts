import { spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, symlinkSync } from 'node:fs'
import { runScript, TemporaryFolder } from '@zcert/testkit'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { FileError } from './errors.ts'
import { Passphrase, readCredential, readPassphraseFile } from './passphrase.ts'

const PROCESS = new URL('./files-process.fixture.ts', import.meta.url)

let folder: TemporaryFolder
beforeEach(() => {
  folder = new TemporaryFolder()
})
afterEach(() => folder[Symbol.dispose]())

function file(contents: Uint8Array | string, mode = 0o600): string {
  const path = folder.write('passphrase', contents)
  chmodSync(path, mode)
  return path
}

function read(path: string): string {
  using passphrase = readPassphraseFile(path)
  return passphrase.bytes.toString()
}

function codeOf(action: () => unknown): string | undefined {
  try {
    action()
    return undefined
  } catch (error) {
    if (error instanceof FileError) return error.code
    throw error
  }
}

describe('readPassphraseFile()', () => {
  test.each([
    ['without an end of line', 'open sesame', 'open sesame'],
    ['with one', 'open sesame\n', 'open sesame'],
    ['with one of Windows', 'open sesame\r\n', 'open sesame'],
    ['with more lines', 'first\nsecond\n', 'first'],
    ['with spaces around, which count', '  open \n', '  open '],
    ['of other octets than ASCII', 'pässwörd \u{1f512}', 'pässwörd \u{1f512}'],
    ['of one octet', 'x', 'x'],
    ['of 1,024 octets', 'x'.repeat(1024), 'x'.repeat(1024)],
    ['of 1,024 octets and an end of line', `${'x'.repeat(1024)}\n`, 'x'.repeat(1024)],
    ['with a long second line', `short\n${'x'.repeat(3000)}`, 'short'],
  ])('takes the first line of a file %s', (_, contents, expected) => {
    expect(read(file(contents))).toBe(expected)
  })

  test('takes octets that are no text as they are', () => {
    using passphrase = readPassphraseFile(file(Buffer.from([0xff, 0xfe, 0x80, 0x0a])))
    expect(passphrase.bytes.toString('hex')).toBe('fffe80')
  })

  test.each([
    ['an empty file', '', 'passphrase_invalid'],
    ['an empty first line', '\nsecond', 'passphrase_invalid'],
    ['an empty first line of Windows', '\r\nsecond', 'passphrase_invalid'],
    ['a NUL', 'a\0b\n', 'passphrase_invalid'],
    ['1,025 octets', 'x'.repeat(1025), 'passphrase_invalid'],
    ['more than anybody types', 'x'.repeat(4097), 'file_too_large'],
  ])('refuses %s', (_, contents, code) => {
    expect(codeOf(() => read(file(contents)))).toBe(code)
  })

  test('says of a bad passphrase what it must be, never what it was', () => {
    const path = file(`hunter2\0${'x'.repeat(1100)}`)
    expect(() => read(path)).toThrow(`the first line of ${path} is no passphrase`)
    expect(() => read(path)).not.toThrow(/hunter2/)
  })

  test.each([0o640, 0o604, 0o644, 0o620, 0o602, 0o610, 0o601, 0o660, 0o777])(
    'refuses a file with mode %o, on which others have rights',
    (mode) => {
      expect(codeOf(() => read(file('secret', mode)))).toBe('passphrase_file_exposed')
    },
  )

  test.each([0o600, 0o400, 0o700, 0o500])('takes a file with mode %o', (mode) => {
    expect(read(file('secret', mode))).toBe('secret')
  })

  test('judges the file behind a link, not the link', () => {
    file('secret', 0o644)
    symlinkSync('passphrase', folder.at('link'))
    expect(codeOf(() => read(folder.at('link')))).toBe('passphrase_file_exposed')
    chmodSync(folder.at('passphrase'), 0o600)
    expect(read(folder.at('link'))).toBe('secret')
  })

  test('tells how to close an exposed file', () => {
    const path = file('secret', 0o640)
    expect(() => read(path)).toThrow(
      expect.objectContaining({ details: { path, mode: '640' }, hint: `chmod 600 ${path}` }),
    )
  })

  test('refuses what is missing and what is a folder', () => {
    expect(codeOf(() => read(folder.at('missing')))).toBe('file_missing')
    mkdirSync(folder.at('folder'), { mode: 0o700 })
    expect(codeOf(() => read(folder.at('folder')))).toBe('file_unreadable')
  })

  test('reads standard input for -', async () => {
    const { lines } = await runScript(PROCESS, ['passphrase', '-'], { stdin: 'secret\nmore' })
    expect(lines).toEqual([`passphrase ${Buffer.from('secret').toString('hex')}`])
    const empty = await runScript(PROCESS, ['passphrase', '-'])
    expect(empty.lines).toEqual(['refused passphrase_invalid'])
  })

  test('reads what the shell hands over by process substitution', () => {
    const line = `"$1" --conditions=zcert-source "$2" passphrase <(printf 'secret\\n')`
    const run = spawnSync('bash', ['-c', line, 'bash', process.execPath, PROCESS.pathname])
    expect(run.stdout.toString()).toBe(`passphrase ${Buffer.from('secret').toString('hex')}\n`)
  })
})

describe('readCredential()', () => {
  const credential = (contents: string, mode: number) => {
    chmodSync(folder.write('zcert-ca', contents), mode)
    using passphrase = readCredential('ca', folder.path)
    return passphrase?.bytes.toString()
  }

  test.each([0o400, 0o440, 0o444])('reads the credential of that name, with mode %o', (mode) => {
    expect(credential('secret\n', mode)).toBe('secret')
  })

  test('is nothing without a folder, and nothing without a credential of that name', () => {
    credential('secret', 0o400)
    expect(readCredential('ca', undefined)).toBeUndefined()
    expect(readCredential('other', folder.path)).toBeUndefined()
    expect(readCredential('ca', folder.at('missing'))).toBeUndefined()
  })

  test('refuses one that is empty or a folder', () => {
    expect(codeOf(() => credential('', 0o400))).toBe('passphrase_invalid')
    mkdirSync(folder.at('zcert-folder'))
    expect(codeOf(() => readCredential('folder', folder.path))).toBe('file_unreadable')
  })
})

describe('Passphrase', () => {
  test('is wiped when it goes out of scope', () => {
    const bytes = Buffer.from('secret')
    {
      using passphrase = new Passphrase(bytes)
      expect(passphrase.bytes.toString()).toBe('secret')
    }
    expect(bytes.equals(Buffer.alloc(6))).toBe(true)
  })
})
