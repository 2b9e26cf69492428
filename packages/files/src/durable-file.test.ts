import {
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  symlinkSync,
} from 'node:fs'
import {
  NO_STRACE,
  runScript,
  ScriptRun,
  strace,
  straceAvailable,
  TemporaryFolder,
} from '@zcert/testkit'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createFile, syncFolder, writeFileDurably } from './durable-file.ts'
import { FileError } from './errors.ts'

const PROCESS = new URL('./files-process.fixture.ts', import.meta.url)
const NOBODY = '65534'

let folder: TemporaryFolder
beforeEach(() => {
  folder = new TemporaryFolder()
})
afterEach(() => folder[Symbol.dispose]())

function codeOf(action: () => void): string | undefined {
  try {
    action()
    return undefined
  } catch (error) {
    if (error instanceof FileError) return error.code
    throw error
  }
}

function modeOf(path: string): string {
  return (statSync(path).mode & 0o7777).toString(8)
}

function text(name: string): string {
  return folder.read(name).toString()
}

describe.each([
  ['createFile()', 'create', createFile],
  ['writeFileDurably()', 'replace', writeFileDurably],
] as const)('%s', (_, command, write) => {
  test('writes text and bytes, also none and many', () => {
    const contents = ['', 'text ü', Buffer.from([0, 255, 10]), 'x'.repeat(3_000_000)]
    for (const [n, content] of contents.entries()) {
      write(folder.at(`${n}`), content, 0o600)
      expect(folder.read(`${n}`).equals(Buffer.from(content))).toBe(true)
    }
  })

  test.each(['000', '022', '077'].flatMap((umask) => ['600', '644'].map((mode) => [mode, umask])))(
    'gives the file mode %s under umask %s',
    async (mode, umask) => {
      const args = [command, umask ?? '', mode ?? '', folder.at('file'), 'text']
      expect((await runScript(PROCESS, args)).lines).toEqual(['done'])
      expect(modeOf(folder.at('file'))).toBe(mode)
      expect(readdirSync(folder.path)).toEqual(['file'])
    },
  )

  test('refuses a folder that is missing, and one that is a file', () => {
    folder.write('file', 'text')
    expect(codeOf(() => write(folder.at('missing/file'), 'x', 0o600))).toBe('file_unwritable')
    expect(codeOf(() => write(folder.at('file/file'), 'x', 0o600))).toBe('file_unwritable')
  })

  test('refuses a folder that it may not write to', async () => {
    mkdirSync(folder.at('closed'), { mode: 0o555 })
    const user = process.getuid?.() === 0 ? [NOBODY] : []
    const args = [command, '022', '600', folder.at('closed/file'), 'text', ...user]
    expect((await runScript(PROCESS, args)).lines).toEqual(['refused file_unwritable'])
    expect(readdirSync(folder.at('closed'))).toEqual([])
  })

  test('refuses a folder and a device in its place', () => {
    mkdirSync(folder.at('folder'))
    expect(codeOf(() => write(folder.at('folder'), 'x', 0o600))).toMatch(
      /^file_(exists|unwritable)$/,
    )
    expect(codeOf(() => write('/dev/null', 'x', 0o600))).toMatch(/^file_(exists|unwritable)$/)
    expect(statSync('/dev/null').isCharacterDevice()).toBe(true)
  })
})

describe('createFile()', () => {
  test('leaves alone whatever is there: a file, a folder, a link, a dangling link', () => {
    folder.write('file', 'old')
    mkdirSync(folder.at('folder'))
    symlinkSync('file', folder.at('link'))
    symlinkSync('nowhere', folder.at('dangling'))
    for (const name of ['file', 'folder', 'link', 'dangling']) {
      expect(codeOf(() => createFile(folder.at(name), 'new', 0o600))).toBe('file_exists')
    }
    expect(text('file')).toBe('old')
    expect(existsSync(folder.at('nowhere'))).toBe(false)
    expect(readlinkSync(folder.at('link'))).toBe('file')
  })
})

describe('writeFileDurably()', () => {
  test('replaces a file, its mode included, and leaves nothing beside it', () => {
    folder.write('key', 'old and longer')
    expect(modeOf(folder.at('key'))).not.toBe('600')
    writeFileDurably(folder.at('key'), 'new', 0o600)
    expect(text('key')).toBe('new')
    expect(modeOf(folder.at('key'))).toBe('600')
    expect(readdirSync(folder.path)).toEqual(['key'])
  })

  test('replaces a planted link, and never writes to what it points at', () => {
    folder.write('victim', 'precious')
    symlinkSync('victim', folder.at('key'))
    writeFileDurably(folder.at('key'), 'new', 0o600)
    expect(lstatSync(folder.at('key')).isFile()).toBe(true)
    expect([text('key'), text('victim')]).toEqual(['new', 'precious'])
  })

  test('replaces a hard link, and leaves the other name its contents', () => {
    folder.write('victim', 'precious')
    linkSync(folder.at('victim'), folder.at('key'))
    writeFileDurably(folder.at('key'), 'new', 0o600)
    expect([text('key'), text('victim')]).toEqual(['new', 'precious'])
  })
})

describe('syncFolder()', () => {
  test('says so when there is no folder to sync', () => {
    syncFolder(folder.path)
    expect(codeOf(() => syncFolder(folder.at('missing')))).toBe('file_unwritable')
  })
})

describe.skipIf(!straceAvailable())('a crash', { meta: { skipReason: NO_STRACE } }, () => {
  const [OLD, NEW] = ['old '.repeat(5000), 'new '.repeat(7000)]
  const replace = (calls: string, inject?: string) =>
    runScript(PROCESS, ['replace', '022', '600', folder.at('file'), NEW], {
      under: strace(folder.at('log'), calls, inject),
    })

  /** The calls of this kind in a whole run, those of the thread that writes the file. */
  async function callsOf(call: string): Promise<string[]> {
    folder.write('file', OLD)
    expect((await replace(call)).lines).toEqual(['done'])
    const lines = folder.read('log').toString().split('\n')
    const thread = lines.find((line) => line.includes('/.file.'))?.split(' ')[0]
    return lines.filter((line) => line.split(/[ (]+/, 2).join() === `${thread},${call}`)
  }

  /** Which of them is the first that has to do with the file, from 1: Node makes some of its own before. */
  async function firstCall(call: string): Promise<number> {
    return (await callsOf(call)).findIndex((line) => line.includes('/.file.')) + 1
  }

  test.each([
    ['write', 1],
    ['fchmod', 1],
    ['fsync', 2],
    ['rename', 1],
    ['close', 2],
  ])(
    'at any %s of writeFileDurably() leaves the old file or the new one, whole',
    async (call, atLeast) => {
      let kills = 0
      for (let n = await firstCall(call); ; n++) {
        folder.write('file', OLD)
        const { code, lines } = await replace(call, `${call}:signal=KILL:when=${n}`)
        const contents = text('file')
        expect(contents === OLD || contents === NEW).toBe(true)
        if (kills === 0) expect(contents).toBe(OLD)
        if (lines.length > 0) expect(contents).toBe(NEW)
        if (code === 0) break
        kills++
      }
      expect(kills).toBeGreaterThanOrEqual(atLeast)
    },
  )

  test('syncs the file before its name, and the folder after', async () => {
    folder.write('file', OLD)
    await replace('fsync,rename,write')
    const lines = folder.read('log').toString().split('\n')
    const steps = lines.flatMap((line) => {
      if (/ write\(\d+<[^>]*\/\.file\./.test(line)) return ['write']
      if (/ fsync\(\d+<[^>]*\/\.file\./.test(line)) return ['sync file']
      if (/ rename\(/.test(line)) return ['rename']
      if (/ fsync\(/.test(line)) return ['sync folder']
      return / write\(1<.*done/.test(line) ? ['acknowledge'] : []
    })
    expect(steps).toEqual(['write', 'sync file', 'rename', 'sync folder', 'acknowledge'])
  })

  test.each([
    ['write', 'ENOSPC'],
    ['fsync', 'EIO'],
    ['rename', 'EXDEV'],
    ['fchmod', 'EPERM'],
  ])(
    'of the disk at %s (%s) is told, and leaves the old file and nothing beside it',
    async (call, errno) => {
      const when = await firstCall(call)
      folder.write('file', OLD)
      const { lines } = await replace(call, `${call}:error=${errno}:when=${when}`)
      expect(lines).toEqual(['refused file_unwritable'])
      expect(text('file')).toBe(OLD)
      expect(readdirSync(folder.path).sort()).toEqual(['file', 'log'])
    },
  )

  test('of the disk at the sync of the folder is told: the name may not last', async () => {
    const when = (await callsOf('fsync')).length
    folder.write('file', OLD)
    const { lines } = await replace('fsync', `fsync:error=EIO:when=${when}`)
    expect(lines).toEqual(['refused file_unwritable'])
  })
})

describe('writeFileDurably() under kill -9', () => {
  test('leaves one of the two contents, whole, and not older than what was acknowledged', async () => {
    const sizeBytes = 300_000
    for (let kill = 0; kill < 12; kill++) {
      await using run = new ScriptRun(PROCESS, ['replace-on', folder.at('file'), String(sizeBytes)])
      await run.prints(1 + kill * 3)
      run.child.kill('SIGKILL')
      const { lines } = await run.ended
      const contents = readFileSync(folder.at('file'), 'utf8')
      expect(contents).toMatch(/^(a+|b+)$/)
      expect(contents).toHaveLength(sizeBytes)
      const leftovers = readdirSync(folder.path).filter((name) => name !== 'file')
      expect(leftovers.length).toBeLessThanOrEqual(kill + 1)
      expect(lines.length).toBeGreaterThan(kill * 3)
    }
  })
})
