import { hash } from 'node:crypto'
import { existsSync, lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import {
  inParallel,
  ProgramRun,
  passphraseFile,
  testCsr,
  ZcertHome,
  type ZcertRun,
  zcert,
  zcertOk,
} from '@zcert/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type FileKind, garbageFor } from './04-garbage-files.ts'

const HANG_MS = 10_000
const ID = 'ZM-001'

const reference = (page: string) =>
  readFileSync(join(import.meta.dirname, `../../docs/reference/${page}.md`), 'utf8')

/** Every code that the reference explains. */
const CODES = new Set(
  [...reference('errors').matchAll(/^\| `([a-z_]+)` \|/gm)].map(([, code]) => code),
)

/** Files that a command writes; what it does where it cannot is a story of its own. */
const WRITTEN = /^--(out|png|ready-file|state|svg)$/

/** `cert verify --ca`, `cert verify file` …: whatever the reference, made from the program, says is read. */
function fileArguments(): string[] {
  const commands = reference('cli')
    .split(/^##+ zcert (?=[a-z])/m)
    .slice(1)
  return commands
    .flatMap((section) => {
      const command = section.slice(0, section.indexOf('\n'))
      const options = [...section.matchAll(/^\| `(--[a-z-]+) <file>` \|/gm)].map(([, name]) => name)
      const argument = /^\| `file` \|/m.test(section) ? ['file'] : []
      return [...options.filter((name = '') => !WRITTEN.test(name)), ...argument].map(
        (name) => `${command} ${name}`,
      )
    })
    .sort()
}

let home: ZcertHome
let made = 0
const at = (name: string) => home.folder.at(name)
const good: Record<string, string> = {}

beforeAll(async () => {
  home = await ZcertHome.create()
  await zcertOk(home.on('device', 'add', ID))
  Object.assign(good, {
    ca: home.at('certs/ca.crt'),
    crl: home.at('crl/crl.pem'),
    pass: home.passphraseFile,
    keyPass: passphraseFile(home.folder, 'key.pass', 'the passphrase of a key'),
    csr: home.folder.write('good.csr', testCsr()),
    message: home.folder.write('message.json', '{}'),
    devices: home.folder.write('devices.csv', `device_id\n${ID}\n`),
    key: at(`out/device_${ID}.key`),
    certificate: at(`out/device_${ID}.crt`),
    tlsKey: at('gateway/gateway.key'),
    tlsCertificate: at('gateway/gateway.crt'),
    settings: at('device/z-monitor.conf'),
  })
  const protect = ['--key', 'p-256', '--key-passphrase-file', good['keyPass'] as string]
  await zcertOk(home.signing('cert', 'issue', ID, '--out', at('out'), ...protect))
  const names = ['--tls-name', '127.0.0.1']
  await zcertOk(
    home.signing('cert', 'issue', 'service:gateway', '--out', at('gateway'), ...names, ...protect),
  )
  await zcertOk(line('agent install', {}))
})
afterAll(() => home[Symbol.dispose]())

/** The options and files of each command, by the names that {@link fileArguments} gives them. */
const COMMANDS: Record<string, Record<string, readonly [kind: FileKind, file: string]>> = {
  'device import': { file: ['any contents', 'devices'] },
  'device retire': { '--passphrase-file': ['passphrase', 'pass'] },
  'ca init': { '--passphrase-file': ['new passphrase', 'pass'] },
  'cert issue': {
    '--passphrase-file': ['passphrase', 'pass'],
    '--key-passphrase-file': ['new passphrase', 'keyPass'],
  },
  'cert sign': { '--passphrase-file': ['passphrase', 'pass'], '--csr': ['contents', 'csr'] },
  'cert verify': {
    file: ['contents', 'certificate'],
    '--ca': ['contents', 'ca'],
    '--crl': ['contents', 'crl'],
  },
  'cert release': { '--passphrase-file': ['passphrase', 'pass'] },
  'cert revoke': { '--passphrase-file': ['passphrase', 'pass'] },
  'crl generate': { '--passphrase-file': ['passphrase', 'pass'] },
  'crl show': { file: ['contents', 'crl'] },
  'agent crl': { file: ['contents', 'crl'] },
  'agent csr': { '--key-passphrase-file': ['new passphrase', 'keyPass'] },
  'agent install': {
    '--cert': ['contents', 'certificate'],
    '--ca': ['contents', 'ca'],
    '--crl': ['contents', 'crl'],
    '--key': ['contents', 'key'],
    '--key-passphrase-file': ['passphrase', 'keyPass'],
  },
  'agent validate': {
    '--settings': ['contents', 'settings'],
    '--key-passphrase-file': ['passphrase', 'keyPass'],
  },
  'agent send': {
    file: ['any contents', 'message'],
    '--key-passphrase-file': ['passphrase', 'keyPass'],
  },
  serve: { '--passphrase-file': ['passphrase', 'pass'] },
  'gateway serve': {
    '--tls-cert': ['contents', 'tlsCertificate'],
    '--tls-key': ['contents', 'tlsKey'],
    '--tls-key-passphrase-file': ['passphrase', 'keyPass'],
    '--ca': ['contents', 'ca'],
  },
}

/** What a command needs besides its files. */
const REST: Record<string, () => string[]> = {
  'device import': () => home.on(),
  'device retire': () => home.on(ID),
  'ca init': () => ['--home', at(`new-home-${++made}`), '--key', 'p-256'],
  'cert issue': () => home.on(ID, '--key', 'p-256', '--out', at(`new-out-${++made}`)),
  'cert sign': () => home.on(ID, '--out', at(`new-${++made}.crt`)),
  'cert verify': () => ['--device-id', ID],
  'cert release': () => home.on('00'),
  serve: () => home.on('--listen', '127.0.0.1:0'),
  'cert revoke': () => home.on('--device', ID),
  'crl generate': () => home.on(),
  'crl show': () => [],
  'agent crl': () => ['--dir', at('device')],
  'agent csr': () => [
    ...['--dir', at(`new-device-${++made}`), '--device-id', ID],
    ...['--key', 'p-256', '--out', at(`new-${++made}.csr`)],
  ],
  'agent install': () => ['--dir', at('device'), '--device-id', ID],
  'agent validate': () => ['--dir', at('device')],
  'agent send': () => ['--dir', at('device'), '--to', 'https://127.0.0.1:1/telemetry'],
  'gateway serve': () =>
    home.on('--listen', '127.0.0.1:0', '--state', at(`new-state-${++made}.db`)),
}

/** A command line in which every file is good but those that are replaced. */
function line(command: string, replaced: Readonly<Record<string, string>>): string[] {
  const files = Object.entries(COMMANDS[command] ?? {}).flatMap(([argument, [, name]]) => {
    const path = replaced[argument] ?? good[name] ?? ''
    return argument === 'file' ? [path] : [argument, path]
  })
  return [...command.split(' '), ...files, ...(REST[command]?.() ?? [])]
}

/** Everything that a refused command must leave alone; audit log and locks may grow. */
function state(): unknown {
  using database = new DatabaseSync(home.at('ledger.db'), { readOnly: true })
  const count = (table: string) => database.prepare(`SELECT count(*) AS n FROM ${table}`).get()
  const isNoise = (name: string) => /(\.db(-wal|-shm)?|projection\.\w+)$/.test(name)
  const filesBelow = (root: string) =>
    readdirSync(root, { recursive: true, encoding: 'utf8' })
      .filter((name) => !isNoise(name))
      .sort()
      .map((name) => {
        const path = join(root, name)
        const found = lstatSync(path)
        if (found.isSymbolicLink()) return `${name} -> ${readlinkSync(path)}`
        return found.isFile() ? `${name} ${hash('sha256', readFileSync(path))}` : name
      })
  return {
    rows: ['devices', 'certificates', 'issuances', 'crls'].map(count),
    home: filesBelow(home.path),
    device: filesBelow(at('device')),
    made: readdirSync(home.folder.path).filter((name) => name.startsWith('new-')),
  }
}

function codeOf(run: ZcertRun): string | undefined {
  if (run.stdout === '') return JSON.parse(run.stderr.split('\n')[0] ?? '').error.code
  const report = run.json<{ steps: { result: string; code: string }[] }>()
  return report.steps.find(({ result }) => result === 'fail')?.code
}

test('every file argument of the program is in the table', () => {
  const table = Object.entries(COMMANDS).flatMap(([command, files]) =>
    Object.keys(files).map((argument) => `${command} ${argument}`),
  )
  expect(table.sort()).toEqual(fileArguments())
})

describe.each(
  Object.entries(COMMANDS).flatMap(([command, files]) =>
    Object.entries(files).map(([argument, [kind, name]]) => ({ command, argument, kind, name })),
  ),
)('zcert $command: $argument', ({ command, argument, kind, name }) => {
  test('given anything but its file ends with a code, soon, and changes nothing', async () => {
    const before = state()
    const garbage = garbageFor(home.folder, good[name] as string, kind)
    const runs = await inParallel(garbage, async ([what, path]) => {
      const words = [...line(command, { [argument]: path }), '--json']
      return [what, await zcert(words, { timeoutMs: HANG_MS })] as const
    })
    for (const [what, run] of runs) {
      expect([null, 0, 2, 70], `${what}: ${run.stderr}`).not.toContain(run.exitCode)
      expect(CODES, `${what}: ${run.stderr}${run.stdout}`).toContain(codeOf(run))
      expect(run.stderr, what).not.toMatch(/^ +at /m)
    }
    expect(state()).toEqual(before)
  })
})

describe('with the files that belong there', () => {
  test.each(Object.keys(COMMANDS).filter((name) => !/send|serve|revoke|release|retire/.test(name)))(
    'zcert %s goes well',
    async (command) => {
      const run = await zcert(line(command, {}))
      expect([run.exitCode, run.stderr]).toEqual([0, ''])
    },
  )

  test('zcert gateway serve listens, and zcert agent send is refused by no file', async () => {
    await using server = new ProgramRun(line('gateway serve', {}))
    await server.says(/"event":"listening"/)
    const run = await zcert(line('agent send', {}))
    expect([run.exitCode, run.code]).toEqual([1, 'gateway_unreachable'])
  })

  test('zcert cert revoke goes well, and the audit log is intact', async () => {
    await zcertOk(line('cert revoke', {}))
    await zcertOk(home.on('audit', 'verify'))
    expect(existsSync(good['crl'] as string)).toBe(true)
  })
})
