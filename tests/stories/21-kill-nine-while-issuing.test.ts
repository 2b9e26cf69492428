import { cpSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'
import {
  abandonIntents,
  issueCrl,
  publishCrl,
  revokeCertificates,
  syncProjections,
} from '@zcert/authority'
import { readBoundedFile } from '@zcert/files'
import {
  NO_STRACE,
  runScript,
  type ScriptEnd,
  ScriptRun,
  strace,
  straceAvailable,
} from '@zcert/testkit'
import {
  findRevoked,
  isSignedBy,
  parseCertificateLists,
  plus,
  type SerialNumber,
  seconds,
} from '@zcert/x509'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { examineLedger, examineProjections } from './workers/examine-home.ts'
import { ACTOR, type OpenCa, openCa, StoryHome } from './workers/story-home.ts'

const WORKER = new URL('./workers/issue-loop.ts', import.meta.url)

/** Homes that are worked on at the same time. */
const LANES = 2

/** What is asserted after every kill: each acknowledged certificate is on record, with its bytes. */
async function assertKept(root: string, acknowledged: readonly string[]): Promise<void> {
  await using ca = await openCa(root)
  const { certificates, issuances } = ca.home.ledger.reader
  for (const serial of acknowledged as SerialNumber[]) {
    expect(await certificates.find(serial)).toMatchObject({ serial, status: 'active' })
    expect((await issuances.der(serial))?.length).toBeGreaterThan(300)
  }
}

/**
 * What the next start makes of a home, and what it must be then: everything fits, projections are
 * complete, and the CA goes on: revokes, and signs a CRL that says so.
 */
async function assertWhole(root: string, acknowledged: readonly string[]): Promise<number> {
  await using ca = await openCa(root)
  const { home, context } = ca
  const { records, openIntents } = await examineLedger(home)
  const serials = new Set<string>(records.map(({ serial }) => serial))
  expect(new Set(acknowledged).isSubsetOf(serials)).toBe(true)
  expect(new Set(acknowledged).size).toBe(acknowledged.length)
  await syncProjections(home.paths, home.ledger)
  examineProjections(home, records)
  const [last] = records
  if (last !== undefined) {
    await revokeCertificates(context, { serial: last.serial }, 'superseded', ACTOR)
  }
  const issued = await issueCrl(context, ACTOR)
  await publishCrl(home.paths, home.ledger, home.certificate, issued)
  const [crl] = parseCertificateLists(readBoundedFile(home.paths.crl))
  expect(crl !== undefined && isSignedBy(crl, home.certificate)).toBe(true)
  if (crl !== undefined && last !== undefined) {
    expect(findRevoked(crl, last.serial)?.reason).toBe('superseded')
  }
  await assertGivenUp(ca, openIntents)
  return openIntents
}

/** What an unlocking makes of the intents that kills left behind: nothing at once, an end an hour later. */
async function assertGivenUp({ home, context }: OpenCa, openIntents: number): Promise<void> {
  expect(await abandonIntents(context, ACTOR)).toEqual([])
  const later = { ...context, now: () => plus(context.now(), seconds(3700)) }
  expect(await abandonIntents(later, ACTOR)).toHaveLength(openIntents)
  expect(await abandonIntents(later, ACTOR)).toEqual([])
  // The audit log is verified here too.
  expect((await examineLedger(home)).openIntents).toBe(openIntents)
}

/** Does all of `tasks`, a few at a time. */
async function inLanes<Task>(tasks: readonly Task[], work: (task: Task) => Promise<void>) {
  const queue = tasks.values()
  const lane = async () => {
    for (const task of queue) await work(task)
  }
  await Promise.all(Array.from({ length: LANES }, lane))
}

describe('a CA that is killed with -9 while it issues', () => {
  const [HOMES, KILLS_EACH] = [4, 25]

  test(`keeps all that it acknowledged over ${HOMES * KILLS_EACH} kills at random moments`, async () => {
    let [acknowledgements, openIntents] = [0, 0]
    await inLanes(Array.from({ length: HOMES }), async () => {
      using story = await StoryHome.create()
      const acknowledged: string[] = []
      for (let kill = 0; kill < KILLS_EACH; kill++) {
        await using run = new ScriptRun(WORKER, [story.root, `K${kill}`, '1000000', '3', '7'])
        await run.prints(1)
        await setTimeout(Math.random() * 400)
        run.child.kill('SIGKILL')
        const { lines, signal, stderr } = await run.ended
        expect([signal, stderr]).toEqual(['SIGKILL', ''])
        acknowledged.push(...lines)
        await assertKept(story.root, lines)
      }
      acknowledgements += acknowledged.length
      openIntents += await assertWhole(story.root, acknowledged)
    })
    expect(acknowledgements).toBeGreaterThan(10 * HOMES * KILLS_EACH)
    // Kills did fall between an intent and what came of it: the interesting place.
    expect(openIntents).toBeGreaterThan(0)
  })
})

describe.skipIf(!straceAvailable())(
  'a CA that is killed at its n-th system call',
  { meta: { skipReason: NO_STRACE } },
  () => {
    let template: StoryHome
    beforeAll(async () => {
      template = await StoryHome.create()
    })
    afterAll(() => template[Symbol.dispose]())

    /** Three certificates, with files and index brought up to date after each. */
    async function issueThree(name: string, call: string, inject?: string) {
      const root = template.folder.at(name)
      cpSync(template.root, root, { recursive: true })
      const under = strace(template.folder.at(`${name}.log`), call, inject)
      const end = await runScript(WORKER, [root, 'S', '3', '1', '1'], { under })
      return { root, end }
    }

    /** How many of these calls the busiest thread makes when nothing goes wrong. */
    async function countCalls(call: string): Promise<number> {
      const { end } = await issueThree(`${call}-dry`, call)
      expect(end.lines).toHaveLength(3)
      const trace = template.folder.read(`${call}-dry.log`).toString()
      const threads = trace.match(/^\d+(?= )/gm) ?? []
      const perThread = Map.groupBy(threads, (thread) => thread).values()
      return Math.max(...perThread.map(({ length }) => length))
    }

    test.each([
      ['fsync', 20],
      ['pwrite64', 20],
      ['write', 12],
      ['rename', 6],
      ['fcntl', 12],
    ])('%s, for up to %i values of n, keeps all that it acknowledged', async (call, samples) => {
      const calls = await countCalls(call)
      const step = Math.max(1, Math.ceil(calls / samples))
      const places = Array.from({ length: Math.ceil(calls / step) }, (_, n) => 1 + n * step)
      const ends: ScriptEnd[] = []
      await inLanes([...places, calls + 50], async (n) => {
        const name = `${call}-${n}`
        const { root, end } = await issueThree(name, call, `${call}:signal=KILL:when=${n}`)
        ends.push(end)
        await assertWhole(root, end.lines)
      })
      const killed = ends.filter(({ code }) => code !== 0)
      expect(killed.length).toBeGreaterThan(places.length / 2)
      // The last one was beyond the end: the run survives, so every place before it was reached.
      expect(ends.some(({ code, lines }) => code === 0 && lines.length === 3)).toBe(true)
      expect(new Set(killed.map(({ lines }) => lines.length)).size).toBeGreaterThan(1)
    })
  },
)
