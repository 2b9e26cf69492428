import {
  chmodSync,
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import {
  inParallel,
  ProgramRun,
  strace,
  straceAvailable,
  TemporaryFolder,
  ZcertHome,
  zcert,
  zcertOk,
} from '@zcert/testkit'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { shell, works } from './08-shell.ts'

let made: ZcertHome
let folder: TemporaryFolder
beforeAll(async () => {
  made = await ZcertHome.create()
})
afterAll(() => made[Symbol.dispose]())
beforeEach(() => {
  folder = new TemporaryFolder()
})
afterEach(() => folder[Symbol.dispose]())

const initWords = (path: string, key = 'p-256') => [
  ...['ca', 'init', '--home', path, '--key', key],
  ...['--passphrase-file', made.passphraseFile],
]
const init = (path: string) => zcert(initWords(path))
const contents = (path: string) => readdirSync(path).sort()
const HOME = 'certs crl index.txt ledger.db newcerts private serial zcert.yaml'.split(' ')

describe('an empty folder that is there', () => {
  test('stays the same folder, also when a shell stands in it', async () => {
    const path = folder.at('home')
    mkdirSync(path, { mode: 0o755 })
    const { ino } = statSync(path)
    const words = initWords('.').join(' ')
    const run = await shell(`$ZCERT ${words} && $ZCERT audit verify --home .`, { cwd: path })
    expect([run.code, run.stderr]).toEqual([0, ''])
    expect(statSync(path)).toMatchObject({ ino, mode: 0o40700 })
    expect(contents(path)).toEqual(HOME)
    expect(contents(folder.path)).toEqual(['home'])
  })

  test('behind a link is filled, and the link stays', async () => {
    mkdirSync(folder.at('real'))
    symlinkSync('real', folder.at('link'))
    expect((await init(folder.at('link'))).exitCode).toBe(0)
    expect(contents(folder.at('real'))).toEqual(HOME)
    expect(contents(folder.path)).toEqual(['link', 'real'])
  })

  test.skipIf(!works('unshare', '-m', 'true'))(
    'may be the root of a file system',
    { meta: { skipReason: 'file systems cannot be mounted here' } },
    async () => {
      mkdirSync(folder.at('mount/lost+found'), { recursive: true })
      const path = folder.at('mount')
      const mount = `mount -t tmpfs tmpfs ${path} && mkdir ${path}/lost+found`
      const lines = `${mount} && $ZCERT ${initWords(path).join(' ')} && $ZCERT ca show --home ${path}`
      const run = await shell(lines, { under: ['unshare', '-m'] })
      expect([run.code, run.stderr]).toEqual([0, ''])
    },
  )

  test('becomes one CA when several runs want it at once', async () => {
    const path = folder.at('home')
    mkdirSync(path)
    const runs = await inParallel([1, 2, 3], () => init(path))
    expect(runs.filter(({ exitCode }) => exitCode === 0)).toHaveLength(1)
    for (const run of runs.filter(({ exitCode }) => exitCode !== 0)) {
      expect(run.code).toMatch(/^(ca_exists|ca_init_unfinished)$/)
    }
    expect(contents(path)).toEqual(HOME)
    await zcertOk(['audit', 'verify', '--home', path])
  })

  test('is left as it was by a refusal', async () => {
    const path = folder.at('home')
    mkdirSync(path)
    const run = await zcert([...initWords(path), '--subject', '/CN=x\ny'])
    expect([run.exitCode, run.code]).toEqual([1, 'lint_failed'])
    expect(contents(path)).toEqual([])
  })
})

describe('a file', () => {
  test('is said to be one', async () => {
    const path = folder.write('file', '')
    const run = await init(path)
    expect([run.exitCode, run.code]).toEqual([1, 'file_unwritable'])
    expect(run.stderr).toContain(`${path} is a file and not a folder`)
  })
})

describe.skipIf(!straceAvailable())(
  'a run that is killed',
  { meta: { skipReason: 'there is no strace' } },
  () => {
    const killedAt = async (path: string, call: string, n: number): Promise<boolean> => {
      mkdirSync(path)
      const under = strace(folder.at('log'), call, `${call}:signal=KILL:when=${n}`)
      return (await zcert(initWords(path), { under })).exitCode !== 0
    }

    test('at any rename leaves what is no CA, says so, and can be cleared away', async () => {
      let kills = 0
      for (; await killedAt(folder.at(`home-${kills}`), 'rename', kills + 1); kills++) {
        const path = folder.at(`home-${kills}`)
        for (const run of await inParallel(
          [['ca', 'show', '--home', path], initWords(path)],
          (one) => zcert(one),
        ))
          expect([run.exitCode, run.code]).toEqual([1, 'ca_init_unfinished'])
      }
      expect(kills).toBeGreaterThanOrEqual(HOME.length)
      const path = folder.at('home-5')
      for (const name of readdirSync(path)) rmSync(join(path, name), { recursive: true })
      expect((await init(path)).exitCode).toBe(0)
    })

    test('after the last rename leaves a whole CA', async () => {
      const path = folder.at('home')
      expect(await killedAt(path, 'rmdir', 1)).toBe(true)
      await zcertOk(['audit', 'verify', '--home', path])
      const words = ['--home', path, '--passphrase-file', made.passphraseFile]
      await zcertOk(['crl', 'generate', ...words])
      expect((await init(path)).code).toBe('ca_exists')
    })
  },
)

describe('Ctrl-C', () => {
  test.each<[what: string, name: string, left: readonly string[]]>([
    ['a folder that is missing', 'home', []],
    ['folders that are missing', 'a/b', []],
    ['a folder that is there', 'home', ['home']],
  ])('during ca init in %s leaves nothing', async (_, name, left) => {
    for (const path of left) mkdirSync(folder.at(path))
    await using run = new ProgramRun(initWords(folder.at(name), 'rsa-4096'))
    const isBegun = () =>
      readdirSync(folder.path, { recursive: true }).some((path) => String(path).includes('init'))
    while (!isBegun() && run.child.exitCode === null) await sleep(5)
    run.child.kill('SIGINT')
    expect(await run.ended).toMatchObject({ code: null, signal: 'SIGINT' })
    expect(readdirSync(folder.path, { recursive: true })).toEqual(left)
  })

  test('or a refusal during cert issue and agent csr leaves no folder that they made', async () => {
    const [out, dir] = [folder.at('new/out'), folder.at('new/dir')]
    const words = made.signing('cert', 'issue', 'ZM-404', '--out', out, '--key-unencrypted')
    expect((await zcert(words)).code).toBe('device_unknown')
    expect(contents(folder.path)).toEqual([])
    for (const [place, line] of [
      [out, words],
      [dir, ['agent', 'csr', '--dir', dir, '--device-id', 'ZM-1', '--out', '/proc/none/x']],
    ] as const) {
      const slow = line.map((word) => (word === '/proc/none/x' ? folder.at('x.csr') : word))
      const unencrypted = slow.includes('--key-unencrypted') ? [] : ['--key-unencrypted']
      await using run = new ProgramRun([...slow, ...unencrypted])
      while (!existsSync(place) && run.child.exitCode === null) await sleep(1)
      run.child.kill('SIGINT')
      const { signal } = await run.ended
      if (signal === 'SIGINT' && existsSync(place))
        expect(readdirSync(place, { recursive: true }).map(String).join()).toMatch(/\.key/)
    }
  })
})

describe('a home', () => {
  /** A copy of the home with something done to it. */
  const damaged = (damage: (path: string) => void) => {
    const path = folder.at('damaged')
    cpSync(made.path, path, { recursive: true })
    damage(path)
    return path
  }

  test.each([
    ['its ledger', 'ledger.db', 'ledger_not_found', /restore the whole home/],
    ['its certificate', 'certs/ca.crt', 'file_missing', /copy it back/],
  ])('that has lost only %s says so', async (_, name, code, hint) => {
    const path = damaged((at) => rmSync(join(at, name)))
    const run = await zcert(['ca', 'show', '--home', path])
    expect([run.exitCode, run.code]).toEqual([1, code])
    expect(run.stderr).toMatch(hint)
    expect(run.stderr).not.toContain('ca init')
  })

  test.skipIf(!works('setpriv', '--reuid=65534', '--clear-groups', 'true'))(
    'that may not be entered is unreadable, and not missing',
    { meta: { skipReason: 'the user cannot be changed here' } },
    async () => {
      chmodSync(folder.path, 0o755)
      const path = damaged((at) => chmodSync(at, 0o700))
      const under = ['setpriv', '--reuid=65534', '--clear-groups']
      const run = await zcert(['ca', 'show', '--home', path], { under })
      expect([run.exitCode, run.code]).toEqual([1, 'file_unreadable'])
      expect(run.stderr).not.toContain('ca init')
    },
  )

  test('whose key is of another CA names the key once', async () => {
    using other = await ZcertHome.create()
    const path = damaged((at) =>
      copyFileSync(other.at('private/ca.key'), join(at, 'private/ca.key')),
    )
    const words = ['--home', path, '--passphrase-file', made.passphraseFile]
    const run = await zcert(['crl', 'generate', ...words])
    expect(run.code).toBe('ca_key_mismatch')
    expect(run.stderr.split(join(path, 'private/ca.key'))).toHaveLength(2)
  })
})

describe('the umask', () => {
  test.each(['000', '027', '077', '0777'])('%s changes no mode', async (umask) => {
    const [path, out] = [folder.at('a/home'), folder.at('b/out')]
    const where = `--home ${path}`
    const issue = `cert issue ZM-001 ${where} --out ${out} --key-unencrypted --key p-256`
    const run = await shell(
      [
        `umask ${umask}`,
        `$ZCERT ${initWords(path).join(' ')}`,
        `$ZCERT device add ZM-001 ${where}`,
        `$ZCERT ${issue} --passphrase-file ${made.passphraseFile}`,
      ].join(' && '),
    )
    expect([run.code, run.stderr.replace(/^note: .*\n/, '')]).toEqual([0, ''])
    const modes = Object.fromEntries(
      readdirSync(folder.path, { recursive: true })
        .map(String)
        .map((name) => [
          name.replace(/[0-9A-F]{32}/, 'SERIAL'),
          (statSync(folder.at(name)).mode & 0o7777).toString(8),
        ]),
    )
    expect(modes).toMatchObject({
      ...{ a: '755', 'a/home': '700', 'a/home/ledger.db': '600', 'a/home/newcerts': '755' },
      ...{ 'a/home/newcerts/SERIAL.pem': '644', 'a/home/private/projection.lock': '600' },
      ...{ 'a/home/certs/ca.crt': '644', 'a/home/crl/crl.pem': '644', 'a/home/index.txt': '644' },
      ...{ b: '700', 'b/out': '700', 'b/out/device_ZM-001.crt': '644' },
      'b/out/device_ZM-001.key': '600',
    })
  })
})
