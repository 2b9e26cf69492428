import { TemporaryFolder, ZcertHome, zcertOk } from '@zcert/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { shell, works } from './08-shell.ts'

let home: ZcertHome
let serial: string
let folder: TemporaryFolder
beforeAll(async () => {
  home = await ZcertHome.create()
  folder = new TemporaryFolder()
  await zcertOk(home.on('device', 'add', 'ZM-001'))
  const words = ['cert', 'issue', 'ZM-001', '--out', folder.at('out'), '--key', 'p-256']
  serial =
    (await zcertOk(home.signing(...words, '--key-unencrypted', '--json'))).json()['serial'] ?? ''
})
afterAll(() => {
  home[Symbol.dispose]()
  folder[Symbol.dispose]()
})

const READS = () => [
  'ca show',
  'device list',
  'device show ZM-001',
  'cert list',
  `cert show ${serial}`,
  'crl show',
  'audit list',
  'audit verify',
]
const WRITES = ['device add ZM-002', 'device suspend ZM-001']

/** Lines of a shell that run each command on a home and say how it ended. */
const each = (commands: readonly string[], path: string) =>
  commands.map(
    (words) =>
      `$ZCERT ${words} --home ${path} > out 2> err; echo "${words}: $? $(grep -o '([a-z_]*)$' err)"`,
  )
const ends = (commands: readonly string[], end: string) =>
  commands.map((words) => `${words}: ${end}`)
const copied = (path: string) => `cp -r ${home.path} ${path} && rm -f ${path}/ledger.db-*`

/** Runs lines in a folder of their own; those behind `mount` see a small file system at `disk`. */
async function linesOf(script: readonly string[], under: readonly string[]): Promise<string[]> {
  const cwd = new TemporaryFolder()
  try {
    const run = await shell(script.join('\n'), { cwd: cwd.path, under })
    expect(run.stderr).toBe('')
    return run.stdout.split('\n').slice(0, -1)
  } finally {
    cwd[Symbol.dispose]()
  }
}

describe.skipIf(!works('unshare', '-m', 'true'))(
  'a file system',
  { meta: { skipReason: 'file systems cannot be mounted here' } },
  () => {
    const mounted = () => [
      'mkdir disk',
      'mount -t tmpfs -o size=2m tmpfs disk',
      copied('disk/home'),
    ]
    const FILL = 'dd if=/dev/zero of=disk/fill bs=4096 2>/dev/null'

    test('that is full is read, and takes nothing: ledger_full', async () => {
      const script = [...mounted(), FILL, ...each([...READS(), ...WRITES], 'disk/home')]
      const after = ['rm disk/fill', ...each(['device add ZM-003', 'audit verify'], 'disk/home')]
      expect(await linesOf([...script, ...after], ['unshare', '-m'])).toEqual([
        ...ends(READS(), '0 '),
        ...ends(WRITES, '1 (ledger_full)'),
        ...ends(['device add ZM-003', 'audit verify'], '0 '),
      ])
    })

    test('that is mounted for reading is read, and takes nothing: ledger_read_only', async () => {
      const script = [...mounted(), 'mount -o remount,ro disk']
      const lines = await linesOf(
        [...script, ...each([...READS(), ...WRITES], 'disk/home')],
        ['unshare', '-m'],
      )
      expect(lines).toEqual([...ends(READS(), '0 '), ...ends(WRITES, '1 (ledger_read_only)')])
    })

    test('that is mounted for reading with a write-ahead log is refused, not read in part', async () => {
      const leaveLog = [
        'cp disk/home/ledger.db before.db',
        // A process that is killed leaves the log with what it has acknowledged.
        `${process.execPath} -e "
          const { DatabaseSync } = require('node:sqlite')
          const database = new DatabaseSync('disk/home/ledger.db')
          database.exec('PRAGMA user_version = 0; UPDATE devices SET label = 1')
          process.kill(process.pid, 'SIGKILL')" 2>/dev/null`,
        'rm -f disk/home/ledger.db-shm',
        'test -s disk/home/ledger.db-wal && echo log',
        'mount -o remount,ro disk',
      ]
      const lines = await linesOf(
        [
          ...mounted(),
          `{ ${leaveLog.join('\n')}\n} 2>/dev/null`,
          ...each(['device list'], 'disk/home'),
        ],
        ['unshare', '-m'],
      )
      expect(lines).toEqual(['log', 'device list: 1 (ledger_read_only)'])
    })
  },
)

describe.skipIf(!works('setpriv', '--reuid=65534', '--clear-groups', 'true'))(
  'a home of mode 500',
  { meta: { skipReason: 'the user cannot be changed here' } },
  () => {
    test('is read by its owner, and takes nothing: ledger_read_only', async () => {
      const commands = each([...READS(), ...WRITES], 'home')
      const own = 'setpriv --reuid=65534 --clear-groups bash -c'
      const script = [
        copied('home'),
        'chown -R 65534 . && chmod 755 . && chmod 500 home',
        `${own} '${commands.join('\n').replaceAll("'", `'"'"'`)}'`,
      ]
      expect(await linesOf(script, [])).toEqual([
        ...ends(READS(), '0 '),
        ...ends(WRITES, '1 (ledger_read_only)'),
      ])
    })
  },
)
