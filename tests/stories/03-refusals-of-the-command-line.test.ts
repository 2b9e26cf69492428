import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { inParallel, testCsr, ZcertHome, type ZcertRun, zcert, zcertOk } from '@zcert/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

let home: ZcertHome
let csr: string
beforeAll(async () => {
  home = await ZcertHome.create()
  for (const id of ['ZM-001', 'ZM-002']) await zcertOk(home.on('device', 'add', id))
  csr = home.folder.write('good.csr', testCsr())
})
afterAll(() => home[Symbol.dispose]())

interface ListedCertificates {
  readonly certificates: readonly object[]
}

const issuedCount = async () =>
  (await zcertOk(home.on('cert', 'list', '--json'))).json<ListedCertificates>().certificates.length

function expectUsage(run: ZcertRun, code: string): void {
  expect([run.exitCode, run.code, run.stdout]).toEqual([2, code, ''])
  expect(run.stderr).not.toMatch(/^ +at /m)
}

describe('a command line that cannot be understood', () => {
  test.each([
    ['', 'usage'],
    ['cert', 'usage'],
    ['frobnicate', 'usage'],
    ['cert frobnicate', 'usage'],
    ['cert verify', 'usage'],
    ['cert verify a b', 'usage'],
    ['cert verify a', 'usage'],
    ['cert verify a --frobnicate', 'usage'],
    ['cert verify a --ca', 'usage'],
    ['cert verify a --ca b --require frobnication', 'option_invalid'],
    ['cert issue ZM-001', 'usage'],
    ['cert sign ZM-001 --out x', 'usage'],
    ['cert revoke', 'usage'],
    ['cert revoke 01 --device ZM-001', 'usage'],
    ['cert revoke 01 --reason frobnication', 'option_invalid'],
    ['cert revoke 01 --reason removeFromCRL', 'option_invalid'],
    ['cert revoke 01 --reason keycompromise', 'option_invalid'],
    ['cert issue ZM-001 --out x --key rsa-1024', 'option_invalid'],
    ['cert issue ZM-001 --out x --key P-256', 'option_invalid'],
    ['cert issue service:x --out y', 'option_invalid'],
    ['cert issue service:X_ --out y --tls-name a', 'option_invalid'],
    ['cert issue service:x --out y --tls-name *.example', 'option_invalid'],
    ['cert issue ZM-001 --out x --tls-name a.example', 'option_invalid'],
    ['ca init --key rsa-2048', 'option_invalid'],
    ['ca init --key ed25519', 'option_invalid'],
    ['ca init --days 0', 'option_invalid'],
    ['ca init --days -1', 'option_invalid'],
    ['ca init --days 1e3', 'option_invalid'],
    ['ca init --days 99999', 'option_invalid'],
    ['crl generate --days 11', 'option_invalid'],
    ['crl generate --days 1.5', 'option_invalid'],
    ['device list --limit many', 'option_invalid'],
    ['audit list --after -1', 'option_invalid'],
    ['agent csr --dir a --device-id ZM-001', 'usage'],
    ['agent csr --dir a --device-id ZM-001 --out b --key rsa-4096', 'option_invalid'],
    ['agent send --dir a --to b --pair both', 'option_invalid'],
    ['gateway serve --tls-cert a --tls-key b', 'usage'],
    ['gateway serve --listen nowhere --tls-cert a --tls-key b', 'option_invalid'],
    ['demo --pause 99.9', 'option_invalid'],
    ['help frobnicate', 'usage'],
    ['cert help frobnicate', 'usage'],
    ['frobnicate --help', 'usage'],
    ['ca show --home a --home a', 'usage'],
    ['cert issue ZM-001 --out a --key-unencrypted --out b', 'usage'],
    ['cert verify a --ca b --at tomorrow', 'option_invalid'],
  ])('zcert %s: %s, exit 2', async (line, code) => {
    const words = line === '' ? [] : line.split(' ')
    const [text, json] = await inParallel([words, [...words, '--json']], (one) => zcert(one))
    expectUsage(text as ZcertRun, code)
    expectUsage(json as ZcertRun, code)
    expect(JSON.parse((json as ZcertRun).stderr).error).toMatchObject({ code })
  })

  test('a slip of the finger gets a suggestion', async () => {
    const run = await zcert(['cert', 'verify', 'a', '--crll', 'b'])
    expect(run.stderr).toBe("error: unknown option '--crll' (usage)\nhint: did you mean --crl?\n")
  })

  test.each(['--home', '--passphrase-file'])(
    '%s "" is refused and makes nothing',
    async (option) => {
      const run = await zcert(['ca', 'init', option, ''])
      expectUsage(run, 'option_invalid')
    },
  )

  test('an option that repeats may stand twice', async () => {
    const run = await zcert(['cert', 'verify', 'a', '--ca', 'b', '--crl', 'c', '--crl', 'd'])
    expect(run.exitCode).toBe(10)
  })

  test('help GROUP COMMAND and GROUP help COMMAND are the help of the command', async () => {
    const { stdout } = await zcertOk(['ca', 'init', '--help'])
    expect(stdout).toContain('at most 10950 (default: 3650)')
    expect(stdout).not.toMatch(/default: 3\d{8}|default: \[/)
    for (const words of [
      ['help', 'ca', 'init'],
      ['ca', 'help', 'init'],
    ])
      expect((await zcertOk(words)).stdout).toBe(stdout)
  })

  test('--help and --version are results', async () => {
    for (const words of [['--help'], ['--version'], ['cert', '--help'], ['cert', 'issue', '-h']]) {
      const [text, json] = await inParallel([words, [...words, '--json']], (one) => zcertOk(one))
      expect([text?.stderr, json?.stderr]).toEqual(['', ''])
      expect(json?.json()['text']).toBe(text?.stdout.trimEnd())
    }
  })
})

describe('a place that cannot be written', () => {
  /** Targets for a file, and for a folder. */
  const FILES: Record<string, () => string> = {
    'a folder': () => home.folder.path,
    '/dev/full': () => '/dev/full',
    'a file in a folder that is missing': () => home.folder.at('missing/x'),
    'a file below a file': () => join(csr, 'x'),
    'a file in /proc': () => '/proc/zcert-out',
  }
  const COMMANDS: Record<string, (out: string) => string[]> = {
    'cert sign': (out) => home.signing('cert', 'sign', 'ZM-001', '--csr', csr, '--out', out),
    'crl generate': (out) => home.signing('crl', 'generate', '--out', out),
    'agent csr': (out) => [
      ...['agent', 'csr', '--dir', home.folder.at('device'), '--device-id', 'ZM-001'],
      ...['--key-unencrypted', '--key', 'p-256', '--out', out],
    ],
  }
  const cases = Object.keys(COMMANDS).flatMap((command) =>
    Object.keys(FILES).map((file) => [command, file] as const),
  )

  test.each(cases)('%s --out to %s is refused before anything is signed', async (command, file) => {
    const out = FILES[file]?.() ?? ''
    const before = [await issuedCount(), readFileSync(home.at('crl/crl.pem'))]
    const run = await zcert([...(COMMANDS[command]?.(out) ?? []), '--json'])
    expect([run.exitCode, run.code, run.stdout]).toEqual([1, 'file_unwritable', ''])
    // That nothing can be made in /proc shows only when it is tried.
    if (file === 'a file in /proc') return
    expect([await issuedCount(), readFileSync(home.at('crl/crl.pem'))]).toEqual(before)
  })

  test.each([
    ['a file', () => csr],
    ['a folder below a file', () => join(csr, 'x')],
    ['a folder in /proc', () => '/proc/zcert/out'],
  ])('cert issue --out to %s is refused before anything is issued', async (_, make) => {
    const before = await issuedCount()
    const words = ['cert', 'issue', 'ZM-002', '--out', make(), '--key-unencrypted', '--json']
    const run = await zcert(home.signing(...words), { timeoutMs: 10_000 })
    expect([run.exitCode, run.code, run.stdout]).toEqual([1, 'file_unwritable', ''])
    expect(await issuedCount()).toBe(before)
  })

  test.each(['device_ZM-002.crt', 'device_ZM-002_bundle.pem', 'ca.crt'])(
    'cert issue where %s is a folder issues nothing and leaves no key',
    async (name) => {
      const out = home.folder.at(`out-${name}`)
      mkdirSync(join(out, name), { recursive: true })
      const before = await issuedCount()
      const words = ['cert', 'issue', 'ZM-002', '--out', out, '--key-unencrypted']
      const run = await zcert(home.signing(...words))
      expect([run.exitCode, run.code]).toEqual([1, 'file_unwritable'])
      expect(await issuedCount()).toBe(before)
      expect(readdirSync(out)).toEqual([name])
    },
  )

  test('a key that is there is never overwritten, whatever it is', async () => {
    const out = home.folder.at('out-key')
    mkdirSync(out)
    const target = home.folder.write('precious', 'precious')
    const before = await issuedCount()
    for (const make of [
      () => writeFileSync(join(out, 'device_ZM-002.key'), 'old key'),
      () => symlinkSync(target, join(out, 'device_ZM-001.key')),
    ]) {
      make()
    }
    for (const id of ['ZM-002', 'ZM-001']) {
      const words = ['cert', 'issue', id, '--out', out, '--key-unencrypted']
      const run = await zcert(home.signing(...words))
      expect([run.exitCode, run.code]).toEqual([1, 'file_exists'])
    }
    expect(await issuedCount()).toBe(before)
    expect(readFileSync(join(out, 'device_ZM-002.key'), 'utf8')).toBe('old key')
    expect(readFileSync(target, 'utf8')).toBe('precious')
  })

  test('a dangling link in place of the key is not written through', async () => {
    const out = home.folder.at('out-dangling')
    mkdirSync(out)
    const target = home.folder.at('stolen.key')
    symlinkSync(target, join(out, 'device_ZM-002.key'))
    const words = ['cert', 'issue', 'ZM-002', '--out', out, '--key-unencrypted']
    const run = await zcert(home.signing(...words))
    expect([run.exitCode, run.code]).toEqual([1, 'file_exists'])
    expect(existsSync(target)).toBe(false)
  })

  test('a link as --out is refused: neither it nor what it points to is written', async () => {
    const [link, target] = [home.folder.at('link.crt'), home.folder.write('target', 'precious')]
    symlinkSync(target, link)
    const before = await issuedCount()
    const words = ['cert', 'sign', 'ZM-001', '--csr', csr, '--out', link]
    const run = await zcert(home.signing(...words))
    expect([run.exitCode, run.code]).toEqual([1, 'file_unwritable'])
    expect(run.stderr).toContain(`${link} is a link to ${target}`)
    expect(lstatSync(link).isSymbolicLink()).toBe(true)
    expect(readFileSync(target, 'utf8')).toBe('precious')
    expect(await issuedCount()).toBe(before)
  })
})

test.each([
  ['foobar', 'serial_invalid', 1],
  ['', 'serial_invalid', 1],
  ['0', 'serial_invalid', 1],
  ['-1', 'serial_invalid', 1],
  ['12 34 xy', 'serial_invalid', 1],
  ['F'.repeat(42), 'serial_invalid', 1],
  ["1' OR '1'='1", 'serial_invalid', 1],
  ['1', 'certificate_unknown', 1],
  ['DEADBEEF', 'certificate_unknown', 1],
])(
  'cert revoke and cert show refuse the serial number "%s": %s',
  async (serial, code, exitCode) => {
    for (const words of [
      home.signing('cert', 'revoke', serial),
      home.on('cert', 'show', serial),
      home.on('cert', 'activate', serial),
    ]) {
      const run = await zcert(words)
      expect([run.exitCode, run.code, run.stdout]).toEqual([exitCode, code, ''])
    }
  },
)
