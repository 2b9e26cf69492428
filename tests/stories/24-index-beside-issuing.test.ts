import { revokeCertificates, syncProjections } from '@zcert/authority'
import { type LedgerReader, openLedger } from '@zcert/ledger'
import { ScriptRun } from '@zcert/testkit'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { examineLedger, examineProjections } from './workers/examine-home.ts'
import {
  ACTOR,
  issueTo,
  type OpenCa,
  openCa,
  registerDevice,
  StoryHome,
} from './workers/story-home.ts'

const WORKER = new URL('./workers/issue-loop.ts', import.meta.url)

let story: StoryHome
let ca: OpenCa
beforeEach(async () => {
  story = await StoryHome.create()
  ca = await openCa(story.root)
})
afterEach(async () => {
  await ca[Symbol.asyncDispose]()
  story[Symbol.dispose]()
})

async function issue(deviceId: string) {
  await registerDevice(ca.context, deviceId)
  return (await issueTo(ca.context, deviceId)).record
}

describe('index.txt, which is written again as a whole after every revocation,', () => {
  test('lists a certificate once that was issued while it was written', async () => {
    const { home, context } = ca
    const { serial } = await issue('ZM-0')
    await revokeCertificates(context, { serial }, 'superseded', ACTOR)
    // Another process, as it were: it issues between the reading of the log and that of the inventory.
    await using other = await openLedger(home.paths.ledger, { mode: 'existing' })
    const reader = { ...home.ledger.reader, certificates: other.reader.certificates }
    const list = reader.certificates.list.bind(reader.certificates)
    reader.certificates.list = async (...page) => {
      if (page[0] === undefined) await issue('ZM-1')
      return list(...page)
    }
    await syncProjections(home.paths, { reader: reader as LedgerReader })
    await syncProjections(home.paths, home.ledger)
    examineProjections(home, (await examineLedger(home)).records)
  })

  test('lists every certificate once when one process issues and another revokes', async () => {
    const { home, context } = ca
    await using issuing = new ScriptRun(WORKER, [story.root, 'P', '400', '4', '1'])
    let revoked = 0
    while (issuing.child.exitCode === null) {
      const { record } = await issueTo(context, await registered(`R-${revoked++}`))
      await revokeCertificates(context, { serial: record.serial }, 'superseded', ACTOR)
      await syncProjections(home.paths, home.ledger)
    }
    expect((await issuing.ended).stderr).toBe('')
    await syncProjections(home.paths, home.ledger)
    const { records } = await examineLedger(home)
    expect(records).toHaveLength(400 + revoked)
    expect(revoked).toBeGreaterThan(5)
    examineProjections(home, records)
  })

  async function registered(deviceId: string): Promise<string> {
    await registerDevice(ca.context, deviceId)
    return deviceId
  }
})
