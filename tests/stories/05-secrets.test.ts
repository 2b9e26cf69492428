import { createPrivateKey, type JsonWebKey } from 'node:crypto'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import {
  NO_STRACE,
  passphraseFile,
  strace,
  straceAvailable,
  TemporaryFolder,
  type ZcertRun,
  zcert,
} from '@zcert/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

const CA_SECRET = 'canary-of-the-ca-4711-Ä'
const KEY_SECRET = 'canary-of-the-key-0815'
const WRONG_SECRET = 'canary-that-is-wrong-1234'
const SECRETS = [CA_SECRET, KEY_SECRET, WRONG_SECRET]
const ID = 'ZM-001'

const folder = new TemporaryFolder()
const logs = new TemporaryFolder()
const secrets = new TemporaryFolder()
const runs: ZcertRun[] = []
const isTraced = straceAvailable()
let systemCalls = ''

/** A private value in the forms in which it could leak: text, and as hex or base64 of its octets. */
function formsOf(secret: Buffer): string[] {
  const hex = secret.toString('hex')
  const base64 = secret.toString('base64').replace(/=+$/, '')
  return [secret.toString('latin1'), hex, hex.toUpperCase(), base64.slice(0, -1)]
}

/** A whole life of a CA and a device, with refusals in between. */
beforeAll(async () => {
  const pass = (name: string, secret: string) => passphraseFile(secrets, name, secret)
  const [ca, key, wrong] = [pass('ca', CA_SECRET), pass('key', KEY_SECRET), pass('x', WRONG_SECRET)]
  const home = ['--home', folder.at('home')]
  const signing = [...home, '--passphrase-file', ca]
  const dir = ['--dir', folder.at('device'), '--device-id', ID]
  const [csr, crt] = [folder.at('x.csr'), folder.at('x.crt')]
  const trust = ['--ca', folder.at('home/certs/ca.crt'), '--crl', folder.at('home/crl/crl.pem')]
  const session: string[][] = [
    ['ca', 'init', ...signing, '--key', 'p-256'],
    ['device', 'add', ID, ...home],
    ['device', 'add', 'ZM-002', ...home],
    ['cert', 'issue', ID, ...signing, '--out', folder.at('a'), '--key-passphrase-file', key],
    [
      'cert',
      'issue',
      'ZM-002',
      ...signing,
      '--out',
      folder.at('b'),
      '--key-unencrypted',
      '--key',
      'p-256',
    ],
    [
      'cert',
      'issue',
      ID,
      ...home,
      '--passphrase-file',
      wrong,
      '--out',
      folder.at('c'),
      '--key-unencrypted',
    ],
    ['agent', 'csr', ...dir, '--out', csr, '--key-passphrase-file', key],
    ['agent', 'csr', ...dir, '--out', csr, '--key-passphrase-file', wrong],
    ['cert', 'sign', ID, ...signing, '--csr', csr, '--out', crt],
    ['agent', 'install', ...dir, '--cert', crt, ...trust, '--key-passphrase-file', wrong],
    ['agent', 'install', ...dir, '--cert', crt, ...trust, '--key-passphrase-file', key],
    ['agent', 'validate', '--dir', folder.at('device'), '--key-passphrase-file', key],
    ['agent', 'validate', '--dir', folder.at('device'), '--key-passphrase-file', wrong, '--json'],
    ['cert', 'revoke', '--device', ID, ...signing],
    ['cert', 'list', ...home, '--json'],
    ['audit', 'list', ...home, '--json'],
    ['audit', 'verify', ...home],
  ]
  for (const [at, words] of session.entries()) {
    const log = logs.at(`${at}.strace`)
    const [command, ...options] = strace(log, 'execve,clone,clone3,fork,vfork') as [string]
    const under = isTraced ? { under: [command, '-v', '-s', '4096', ...options] } : {}
    runs.push(await zcert(words, under))
    if (isTraced) systemCalls += readFileSync(log, 'latin1')
  }
})
afterAll(() => {
  for (const one of [folder, logs, secrets]) one[Symbol.dispose]()
})

/** Every file that the session left behind, with its octets. */
function filesLeft(): [name: string, contents: Buffer][] {
  return readdirSync(folder.path, { recursive: true, encoding: 'utf8' })
    .filter((name) => statSync(join(folder.path, name)).isFile())
    .map((name) => [name, readFileSync(join(folder.path, name))])
}

test('the session went as it should', () => {
  expect(runs.map(({ exitCode }) => exitCode)).toEqual([
    ...[0, 0, 0, 0, 0, 1, 0, 1, 0, 1, 0, 0],
    expect.toSatisfy((code: number) => code >= 10 && code <= 17),
    ...[0, 0, 0, 0],
  ])
})

test('no passphrase is in any output, file, log, audit entry or ledger', () => {
  const printed = runs.map(({ stdout, stderr }) => stdout + stderr).join('\n')
  const left = filesLeft()
  expect(left.map(([name]) => name)).toEqual(
    expect.arrayContaining(['home/ledger.db', 'device/device.db', 'home/private/ca.key']),
  )
  for (const secret of SECRETS) {
    const octets = Buffer.from(secret)
    for (const form of formsOf(octets)) {
      expect(Buffer.from(printed).toString('latin1').includes(form), secret).toBe(false)
      for (const [name, contents] of left)
        expect(contents.toString('latin1').includes(form), `${secret} in ${name}`).toBe(false)
    }
  }
})

test('no private key is anywhere but in its own file', () => {
  const path = 'b/device_ZM-002.key'
  const key = createPrivateKey(readFileSync(folder.at(path)))
  const { d } = key.export({ format: 'jwk' }) as JsonWebKey & { d: string }
  const forms = formsOf(Buffer.from(d, 'base64url'))
  const pkcs8 = key.export({ type: 'pkcs8', format: 'der' }).toString('base64').slice(0, 60)
  const printed = runs.map(({ stdout, stderr }) => stdout + stderr).join('\n')
  expect(printed).not.toContain('PRIVATE KEY')
  for (const form of [...forms, d, pkcs8]) expect(printed.includes(form)).toBe(false)
  for (const [name, contents] of filesLeft()) {
    const text = contents.toString('latin1')
    if (name === path) continue
    for (const form of [...forms, d, pkcs8]) expect(text.includes(form), name).toBe(false)
    // Whatever else is a key is an encrypted one, in a file that only its owner can read.
    const labels = text.match(/BEGIN [A-Z ]*PRIVATE KEY/g) ?? []
    expect(new Set([...labels, 'BEGIN ENCRYPTED PRIVATE KEY']).size, name).toBe(1)
    if (labels.length > 0) expect(statSync(folder.at(name)).mode & 0o777, name).toBe(0o600)
  }
})

describe.skipIf(!isTraced)('seen by strace', { meta: { skipReason: NO_STRACE } }, () => {
  test('no passphrase is in the arguments or the environment of any process', () => {
    expect(systemCalls).toContain('execve(')
    for (const secret of SECRETS)
      for (const form of formsOf(Buffer.from(secret)))
        expect(systemCalls.includes(form), secret).toBe(false)
  })

  test('every command is one process: no openssl, no shell', () => {
    const started = [...systemCalls.matchAll(/execve\("([^"]+)".*\) = 0$/gm)].map(
      ([, path]) => path,
    )
    expect(started).toEqual(runs.map(() => process.execPath))
    expect(systemCalls).not.toMatch(/openssl"/)
    // Threads are clones with shared memory; a process would be one without.
    expect(systemCalls).not.toMatch(/\bv?fork\(|\bclone3?\((?!.*CLONE_VM)/)
  })
})
