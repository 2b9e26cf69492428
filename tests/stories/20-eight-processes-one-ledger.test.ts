import { syncProjections } from '@zcert/authority'
import type { AuditEvent } from '@zcert/ledger'
import { runScript } from '@zcert/testkit'
import { parseCertificate } from '@zcert/x509'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { examineLedger, examineProjections, type HomeFindings } from './workers/examine-home.ts'
import { type OpenCa, openCa, StoryHome } from './workers/story-home.ts'

const WORKER = new URL('./workers/issue-loop.ts', import.meta.url)
const PROCESSES = 8

// A few at a time, so that the processes are in each other's way; then as many as a service has.
describe.each([
  [500, 4],
  [5000, 32],
])(
  `${PROCESSES} processes that issue %i certificates each into one ledger, %i at a time`,
  (each, concurrent) => {
    const all = PROCESSES * each
    let story: StoryHome
    let ca: OpenCa
    let acknowledged: string[]
    let findings: HomeFindings
    let events: AuditEvent[]

    beforeAll(async () => {
      story = await StoryHome.create()
      const args = [String(each), String(concurrent)]
      const runs = Array.from({ length: PROCESSES }, (_, n) =>
        runScript(WORKER, [story.root, `P${n}`, ...args]),
      )
      const ends = await Promise.all(runs)
      expect(ends.map(({ stderr }) => stderr)).toEqual(Array(PROCESSES).fill(''))
      acknowledged = ends.flatMap(({ lines }) => lines)
      ca = await openCa(story.root)
      findings = await examineLedger(ca.home)
      events = await ca.home.ledger.reader.audit.list(0, 1_000_000)
    })
    afterAll(async () => {
      await ca[Symbol.asyncDispose]()
      story[Symbol.dispose]()
    })

    test(`${all} distinct serial numbers were acknowledged, and just these are on record`, () => {
      expect(acknowledged).toHaveLength(all)
      expect(new Set(acknowledged).size).toBe(all)
      const recorded = findings.records.map(({ serial }) => serial as string)
      expect(recorded.sort()).toEqual(acknowledged.toSorted())
      expect(findings.openIntents).toBe(0)
    })

    test('every certificate is the active one of a device of its own', () => {
      expect(new Set(findings.records.map(({ deviceId }) => deviceId)).size).toBe(all)
      expect(new Set(findings.records.map(({ status }) => status))).toEqual(new Set(['active']))
    })

    test('every serial number has 64 free bits at least, and its top bit is clear', async () => {
      const numbers = findings.records.map(({ serial }) => BigInt(`0x${serial}`))
      expect(numbers.every((number) => number >= 1n << 63n && number < 1n << 127n)).toBe(true)
      // Random, not only distinct: each of the 120 lower bits is set in about half of all.
      for (let bit = 0n; bit < 120n; bit++) {
        const share = numbers.filter((number) => (number >> bit) & 1n).length / all
        expect(share).toBeGreaterThan(0.45)
        expect(share).toBeLessThan(0.55)
      }
      for (const { serial } of findings.records.slice(0, 500)) {
        const der = await ca.home.ledger.reader.issuances.der(serial)
        const { serialContents } = parseCertificate(der ?? Buffer.alloc(0))
        expect((serialContents[0] ?? 0xff) & 0x80).toBe(0)
      }
    })

    test(`the audit log is one whole chain with ${all} issues, each of another certificate`, () => {
      // The CA and its first CRL; then a device and a certificate each.
      expect(findings.audit).toMatchObject({ events: 2 + 2 * all, certificates: all })
      const issued = events.filter(({ action }) => action === 'certificate_issued')
      expect(issued).toHaveLength(all)
      expect(new Set(issued.map(({ details }) => JSON.parse(details).serial)).size).toBe(all)
      expect(events.every(({ success }) => success)).toBe(true)
    })

    test('the processes really were at it together', () => {
      const processes = events.slice(2).map(({ deviceId }) => deviceId?.slice(0, 2))
      const changes = processes.filter((process, n) => process !== processes[n - 1])
      expect(changes.length).toBeGreaterThan(10 * PROCESSES)
    })

    test('newcerts/ and index.txt have all of them after one synchronisation', async () => {
      expect(await syncProjections(ca.home.paths, ca.home.ledger)).toBe(all)
      examineProjections(ca.home, findings.records)
      expect(await syncProjections(ca.home.paths, ca.home.ledger)).toBe(0)
    })
  },
)
