// Registers devices and issues certificates until it is done or killed, and prints each serial number
// once it is acknowledged. `node issue-loop.ts ROOT PREFIX COUNT CONCURRENT [SYNC-EVERY]`
import { writeSync } from 'node:fs'
import { syncProjections } from '@zcert/authority'
import { issueTo, openCa, registerDevice } from './story-home.ts'

const [root = '', prefix = '', ...numbers] = process.argv.slice(2)
const [count = 0, concurrent = 1, syncEvery = 0] = numbers.map(Number)

await using ca = await openCa(root)
const { home, context } = ca
let next = 0

async function work(): Promise<void> {
  for (let n = next++; n < count; n = next++) {
    const deviceId = `${prefix}-${n}`
    await registerDevice(context, deviceId)
    const { record } = await issueTo(context, deviceId)
    writeSync(1, `${record.serial}\n`)
    if (syncEvery > 0 && n % syncEvery === syncEvery - 1) {
      await syncProjections(home.paths, home.ledger)
    }
  }
}

await Promise.all(Array.from({ length: concurrent }, work))
