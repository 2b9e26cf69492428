import { lstatSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { testCsr, ZcertHome, zcert, zcertOk } from '@zcert/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { shell } from './08-shell.ts'

let home: ZcertHome
let csr: string
beforeAll(async () => {
  home = await ZcertHome.create()
  await zcertOk(home.on('device', 'add', 'ZM-001'))
  csr = home.folder.write('good.csr', testCsr())
})
afterAll(() => home[Symbol.dispose]())

const sign = (out: string, ...words: string[]) =>
  home.signing('cert', 'sign', 'ZM-001', '--csr', csr, '--out', out, ...words)
const COMMANDS: Record<string, [words: (out: string) => string[], label: string]> = {
  'cert sign': [(out) => sign(out), 'CERTIFICATE'],
  'crl generate': [(out) => home.signing('crl', 'generate', '--out', out), 'X509 CRL'],
  'agent csr': [
    (out) => [
      ...['agent', 'csr', '--dir', home.folder.at('dir'), '--device-id', 'ZM-001'],
      ...['--key', 'p-256', '--key-unencrypted', '--out', out],
    ],
    'CERTIFICATE REQUEST',
  ],
}

describe.each(Object.entries(COMMANDS))('zcert %s --out', (_, [words, label]) => {
  test.each(['-', '/dev/stdout', '/dev/fd/1'])(
    '%s prints the PEM alone, and the rest on stderr',
    async (out) => {
      const link = lstatSync('/dev/stdout')
      const cwd = home.folder.at('empty')
      mkdirSync(cwd, { recursive: true })
      const run = await shell(`$ZCERT ${words(out).join(' ')} | cat`, { cwd })
      expect(run.stdout).toMatch(
        new RegExp(`^-----BEGIN ${label}-----\n[A-Za-z0-9+/=\n]+-----END ${label}-----\n$`),
      )
      expect(run.stderr).toContain('standard output')
      expect(readdirSync(cwd)).toEqual([])
      expect(lstatSync('/dev/stdout').ino).toBe(link.ino)
    },
  )

  test('- does not go together with --json', async () => {
    const run = await zcert([...words('-'), '--json'])
    expect([run.exitCode, run.code, run.stdout]).toEqual([2, 'option_invalid', ''])
  })
})

describe('--out', () => {
  test.each([
    ['the CSR', () => csr, sign],
    ['the CSR by another name', () => join(home.folder.path, '.', 'good.csr'), sign],
    ['the passphrase file', () => home.passphraseFile, sign],
    [
      "the CA's key",
      () => home.at('private/ca.key'),
      (out: string) => home.signing('crl', 'generate', '--out', out),
    ],
    [
      "the CA's ledger",
      () => home.at('ledger.db'),
      (out: string) => home.signing('crl', 'generate', '--out', out),
    ],
  ])('%s is refused, and the file stays', async (_, path, words) => {
    const before = readFileSync(path())
    const run = await zcert(words(path()))
    expect([run.exitCode, run.code]).toEqual([2, 'option_invalid'])
    expect(run.stderr).toContain('would be overwritten')
    expect(readFileSync(path()).equals(before)).toBe(true)
  })

  test('is named where it cannot be written, and no temporary file of ours', async () => {
    const run = await zcert(home.signing('crl', 'generate', '--out', '/proc/x.crl'))
    expect(run.stderr).toContain('error: /proc/x.crl cannot be written: ')
    expect(run.stderr).not.toContain('.x.crl')
    const made = await zcert(['ca', 'init', '--home', '/proc/x', '--passphrase-file', csr])
    expect(made.stderr).not.toContain('init-')
  })
})

describe('an odd name from outside', () => {
  const ODD = 'a\u001b[31m\nb\u202e\u009b2J'

  test.each([
    ['--home', () => ['ca', 'show', '--home', ODD]],
    ['--at', () => ['cert', 'verify', 'x', '--ca', 'y', '--at', ODD]],
    ['a file', () => ['crl', 'show', ODD]],
    ['a device', () => home.on('device', 'list', '--status', ODD)],
    ['a command', () => [ODD]],
    ['a command of a group', () => ['cert', ODD]],
    ['help', () => ['help', ODD]],
    ['an option', () => ['cert', 'list', `--${ODD}`]],
    ['an argument too many', () => ['ca', 'show', ODD]],
    ['--out', () => sign(`${ODD}/x`)],
  ])('%s is shown with nothing that a terminal acts on', async (_, words) => {
    for (const more of [[], ['--json']]) {
      const run = await zcert([...words(), ...more])
      expect(run.exitCode).toBeGreaterThan(0)
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there.
      expect(run.stdout + run.stderr).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/)
      expect(run.stderr).not.toMatch(/^b/m)
    }
  })

  test('--home in a result is shown so too', async () => {
    const path = home.folder.at('x\u001b[31m')
    const words = ['ca', 'init', '--home', path, '--key', 'p-256', '--passphrase-file']
    const run = await zcertOk([...words, home.passphraseFile])
    expect(run.stdout).toContain('x\\u001b[31m\n')
  })
})

test('a device that nobody knows is said to be unknown', async () => {
  for (const words of [
    home.signing('cert', 'revoke', '--device', 'NONE'),
    home.on('cert', 'list', '--device', 'NONE'),
  ]) {
    const run = await zcert(words)
    expect([run.exitCode, run.code, run.stdout]).toEqual([1, 'device_unknown', ''])
  }
  await zcertOk(home.on('device', 'add', 'ZM-NEW'))
  await zcertOk(home.on('cert', 'list', '--device', 'ZM-NEW'))
  const run = await zcert(home.on('cert', 'revoke', '--no-crl', '--device', 'ZM-NEW'))
  expect(run.code).toBe('certificate_unknown')
})

test('one is not many', async () => {
  const run = await zcertOk(home.signing('cert', 'revoke', '--device', 'ZM-001'))
  expect(run.stdout).toMatch(/\nCRL \d+ with (1 entry|[2-9] entries): /)
  const name = ['ca', 'init', '--home', home.folder.at('none'), '--subject', '/CN=x\ty']
  const refused = await zcert([...name, '--passphrase-file', home.passphraseFile])
  expect(refused.stderr).not.toMatch(/ 1 [a-z]+s\b/)
})
