import { copyFileSync, cpSync, existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { syncProjections } from '@zcert/authority'
import { runScript } from '@zcert/testkit'
import type { SerialNumber } from '@zcert/x509'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { examineLedger } from './workers/examine-home.ts'
import { issueTo, openCa, registerDevice, StoryHome } from './workers/story-home.ts'

const WORKER = new URL('./workers/issue-loop.ts', import.meta.url)
const RUNS = 200

let story: StoryHome
beforeEach(async () => {
  story = await StoryHome.create()
})
afterEach(() => story[Symbol.dispose]())

/** Issues to some devices and brings the files up to date, as a start of the CA does. */
async function issueSome(prefix: string, count: number): Promise<SerialNumber[]> {
  await using ca = await openCa(story.root)
  const serials: SerialNumber[] = []
  for (let n = 0; n < count; n++) {
    await registerDevice(ca.context, `${prefix}-${n}`)
    serials.push((await issueTo(ca.context, `${prefix}-${n}`)).record.serial)
  }
  await syncProjections(ca.home.paths, ca.home.ledger)
  return serials
}

function indexedSerials(): string[] {
  const lines = readFileSync(join(story.root, 'index.txt'), 'utf8').split('\n').slice(0, -1)
  return lines.map((line) => line.split('\t')[3] ?? '').sort()
}

describe('a ledger of which an older copy is put back', () => {
  const ledger = () => join(story.root, 'ledger.db')
  const copy = () => story.folder.at('older.db')

  test(`issues no serial number a second time, over ${RUNS} restores`, async () => {
    const seen = await issueSome('OLD', 3)
    copyFileSync(ledger(), copy())
    for (let run = 0; run < RUNS; run++) {
      copyFileSync(copy(), ledger())
      seen.push(...(await issueSome('NEW', 2)))
    }
    expect(seen).toHaveLength(3 + 2 * RUNS)
    expect(new Set(seen).size).toBe(seen.length)
    await using ca = await openCa(story.root)
    const { records, audit } = await examineLedger(ca.home)
    expect([records.length, audit.certificates]).toEqual([5, 5])
  })

  test.each([
    ['fewer events than before', 2],
    ['more events than before', 9],
  ])('writes index.txt and newcerts/ for what it holds now, with %s', async (_, count) => {
    await issueSome('OLD', 3)
    copyFileSync(ledger(), copy())
    const lost = await issueSome('LOST', 5)
    copyFileSync(copy(), ledger())
    const issued = await issueSome('NEW', count)
    await using ca = await openCa(story.root)
    const { records } = await examineLedger(ca.home)
    expect(records).toHaveLength(3 + count)
    expect(indexedSerials()).toEqual(records.map(({ serial }) => serial as string).sort())
    // What the ledger has forgotten was still signed: its files stay for whoever has to revoke them.
    for (const serial of [...issued, ...lost]) {
      expect(existsSync(join(story.root, 'newcerts', `${serial}.pem`))).toBe(true)
    }
  })
})

describe('two copies of one CA', () => {
  test('that issue side by side never give out the same serial number', async () => {
    const twin = story.folder.at('twin')
    cpSync(story.root, twin, { recursive: true })
    const each = 300
    const ends = await Promise.all(
      [story.root, twin].map((root) => runScript(WORKER, [root, 'ZM', String(each), '8'])),
    )
    const serials = ends.flatMap(({ lines }) => lines)
    expect(serials).toHaveLength(2 * each)
    expect(new Set(serials).size).toBe(2 * each)
  })
})
