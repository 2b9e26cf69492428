import { readFileSync, statSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'
import { runScript, ScriptRun, TemporaryFolder } from '@zcert/testkit'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { withExclusiveLock } from './exclusive-lock.ts'

const PROCESS = new URL('./files-process.fixture.ts', import.meta.url)

let folder: TemporaryFolder
let lock: string
beforeEach(() => {
  folder = new TemporaryFolder()
  lock = folder.at('test.lock')
})
afterEach(() => folder[Symbol.dispose]())

describe('withExclusiveLock()', () => {
  test('returns what the work returns, and passes on what it throws', async () => {
    expect(await withExclusiveLock(lock, () => 1)).toBe(1)
    expect(await withExclusiveLock(lock, async () => 'two')).toBe('two')
    const failure = new Error('no')
    await expect(withExclusiveLock(lock, () => Promise.reject(failure))).rejects.toBe(failure)
    expect(await withExclusiveLock(lock, () => 3)).toBe(3)
  })

  test('lets one process at a time in: nothing that four of them count is lost', async () => {
    const file = folder.write('count', '0')
    const [processes, times] = [4, 60]
    const args = ['count', lock, file, String(times)]
    const runs = Array.from({ length: processes }, () => runScript(PROCESS, args))
    for (const { lines, stderr } of await Promise.all(runs)) {
      expect([lines, stderr]).toEqual([['done'], ''])
    }
    expect(readFileSync(file, 'utf8')).toBe(String(processes * times))
  })

  test('lets one work at a time in within a process, and leaves its event loop free', async () => {
    let [inside, most, ticks] = [0, 0, 0]
    const ticking = setInterval(() => ticks++, 5)
    const work = async () => {
      most = Math.max(most, ++inside)
      await setTimeout(20)
      inside--
    }
    const started = performance.now()
    await Promise.all([1, 2, 3, 4].map(() => withExclusiveLock(lock, work)))
    clearInterval(ticking)
    expect(most).toBe(1)
    expect(ticks).toBeGreaterThan(3)
    expect(performance.now() - started).toBeLessThan(10_000)
  })

  test('keeps others out as long as a process holds it, and lets them in once that is killed', async () => {
    await using holder = new ScriptRun(PROCESS, ['hold', lock])
    expect(await holder.prints(1)).toEqual(['held'])
    let isIn = false
    const entering = withExclusiveLock(lock, () => {
      isIn = true
    })
    await setTimeout(200)
    expect(isIn).toBe(false)
    holder.child.kill('SIGKILL')
    await entering
    expect(isIn).toBe(true)
  })

  test('gives up after 30 seconds, and says who stands in the way', async () => {
    const clock = vi.spyOn(performance, 'now')
    try {
      await withExclusiveLock(lock, async () => {
        for (const nowMs of [0, 29_999, 30_000, 30_001]) clock.mockReturnValueOnce(nowMs)
        const entering = withExclusiveLock(lock, () => 'in')
        await expect(entering).rejects.toMatchObject({ code: 'lock_busy', details: { path: lock } })
        // The clock was read once at the start and once for each of three vain attempts.
        expect(clock).toHaveBeenCalledTimes(5)
      })
    } finally {
      clock.mockRestore()
    }
  })

  test('keeps locks at two places apart', async () => {
    await withExclusiveLock(lock, async () => {
      expect(await withExclusiveLock(folder.at('other.lock'), () => 'in')).toBe('in')
    })
  })

  test('leaves an empty file, and no journal beside it', async () => {
    await withExclusiveLock(lock, () => undefined)
    expect(statSync(lock).size).toBe(0)
    expect(() => statSync(`${lock}-journal`)).toThrow(/ENOENT/)
  })

  test('fails where no lock can be made', async () => {
    const entering = withExclusiveLock(folder.at('missing/test.lock'), () => 'in')
    await expect(entering).rejects.toThrow(/unable to open/)
  })
})
