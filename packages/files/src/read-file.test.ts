import { spawnSync } from 'node:child_process'
import { chmodSync, closeSync, mkdirSync, openSync, symlinkSync } from 'node:fs'
import { runScript, TemporaryFolder } from '@zcert/testkit'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { FileError } from './errors.ts'
import { MAX_SMALL_FILE_BYTES, readBoundedFile } from './read-file.ts'

const PROCESS = new URL('./files-process.fixture.ts', import.meta.url)
const NOBODY = '65534'

let folder: TemporaryFolder
beforeEach(() => {
  folder = new TemporaryFolder()
})
afterEach(() => folder[Symbol.dispose]())

function codeOf(action: () => unknown): string | undefined {
  try {
    action()
    return undefined
  } catch (error) {
    if (error instanceof FileError) return error.code
    throw error
  }
}

describe('readBoundedFile()', () => {
  test.each([0, 1, 4095, 4096, 4097, 100_000, MAX_SMALL_FILE_BYTES])(
    'reads a file of %i bytes, all of it',
    (sizeBytes) => {
      const contents = Buffer.alloc(sizeBytes, 'abcdefg')
      expect(readBoundedFile(folder.write('file', contents)).equals(contents)).toBe(true)
    },
  )

  test('reads through a link', () => {
    folder.write('file', 'text')
    symlinkSync('file', folder.at('link'))
    expect(readBoundedFile(folder.at('link')).toString()).toBe('text')
  })

  test.each([
    [99, undefined],
    [100, undefined],
    [101, 'file_too_large'],
    [5000, 'file_too_large'],
  ])('with a bound of 100 answers to %i bytes with %s', (sizeBytes, code) => {
    const path = folder.write('file', Buffer.alloc(sizeBytes))
    expect(codeOf(() => readBoundedFile(path, 100))).toBe(code)
  })

  test('bounds what has no size of its own', () => {
    expect(codeOf(() => readBoundedFile('/dev/zero', 1000))).toBe('file_too_large')
    expect(readBoundedFile('/dev/null')).toHaveLength(0)
    expect(readBoundedFile('/proc/self/cmdline').length).toBeGreaterThan(0)
  })

  test('refuses what is missing, with its name', () => {
    const missing = folder.at('missing')
    expect(() => readBoundedFile(missing)).toThrow(`there is no file ${missing}`)
    expect(codeOf(() => readBoundedFile(missing))).toBe('file_missing')
    expect(codeOf(() => readBoundedFile(folder.at('missing/file')))).toBe('file_missing')
  })

  test('refuses a folder, a path through a file, and a link to itself', () => {
    mkdirSync(folder.at('folder'))
    folder.write('file', '')
    symlinkSync('circle', folder.at('circle'))
    for (const name of ['folder', 'file/x', 'circle']) {
      expect(codeOf(() => readBoundedFile(folder.at(name)))).toBe('file_unreadable')
    }
  })

  test('refuses a file that it may not read', async () => {
    chmodSync(folder.write('file', 'secret'), 0o000)
    chmodSync(folder.path, 0o755)
    const user = process.getuid?.() === 0 ? [NOBODY] : []
    const { lines } = await runScript(PROCESS, ['read', folder.at('file'), '100', ...user])
    expect(lines).toEqual(['refused file_unreadable'])
  })
})

describe('readBoundedFile() of standard input', () => {
  test('reads a pipe, a file and nothing', async () => {
    const fromPipe = await runScript(PROCESS, ['read', '-', '100'], { stdin: 'piped' })
    expect(fromPipe.lines).toEqual(['read piped'])
    const nothing = await runScript(PROCESS, ['read', '-', '100'])
    expect(nothing.lines).toEqual(['read '])
    const descriptor = openSync(folder.write('file', 'from a file'), 'r')
    const fromFile = await runScript(PROCESS, ['read', '-', '100'], { stdin: descriptor })
    closeSync(descriptor)
    expect(fromFile.lines).toEqual(['read from a file'])
  })

  /** The last line that a shell pipeline prints, with `read MAX` for reading what is named before it. */
  function pipeline(script: string): string | undefined {
    const read = `"${process.execPath}" --conditions=zcert-source "${PROCESS.pathname}" read`
    const { stdout } = spawnSync('bash', ['-c', script.replaceAll('READ', read)])
    return stdout.toString().trimEnd().split('\n').at(-1)
  }
  const SLOWLY = 'for i in 1 2 3 4; do printf "part $i,"; sleep 0.1; done'

  test.each([
    ['a pipe', `(${SLOWLY}) | READ - 100`],
    ['a pipe by its name', `(${SLOWLY}) | READ /dev/fd/0 100`],
    ['process substitution', `READ <(${SLOWLY}) 100`],
  ])('waits for what grows, to its end: %s', (_, script) => {
    expect(pipeline(script)).toBe('read part 1,part 2,part 3,part 4,')
  })

  test('waits for a pipe that another program has made non-blocking', () => {
    const other = 'process.stdin.resume(); setTimeout(() => process.kill(process.pid, 9), 100)'
    const script = `(sleep 1; printf late) | bash -c '"${process.execPath}" -e "${other}"; READ - 100'`
    expect(pipeline(script)).toBe('read late')
  })

  test('stops a pipe that never ends at the bound', () => {
    expect(pipeline('yes | READ - 100000')).toBe('refused file_too_large')
  })
})
