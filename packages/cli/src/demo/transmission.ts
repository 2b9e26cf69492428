import { writeFileDurably } from '@zcert/files'
import { MessageStore } from '@zcert/gateway'
import type { DemoWorkflow } from './demo-step.ts'
import { DEVICES, type DemoWorld } from './demo-world.ts'
import { expect } from './expect.ts'
import { type Answer, post, signAs, stealPair } from './hostile-peer.ts'

const VITAL_SIGNS = JSON.stringify({ heartRate: 72, spO2: 98 })

/** The guide's secure data transmission, and five who must not be heard. */
export const transmission: DemoWorkflow = {
  title: 'secure data transmission',
  steps: [
    {
      id: '3.1',
      guide: 'Server-Side Validation, steps 1 to 6; a signed message from each device',
      act: async (world) => {
        await world.startGateway()
        for (const { id } of DEVICES) await send(world, id)
      },
      prove: async (world) => {
        for (const { id } of DEVICES)
          expect((await stored(world, id)) === 1, `the gateway stored one message of ${id}`)
        expect(world.gatewayRuns, 'the gateway runs')
        return `gateway process ${world.gatewayPid}: one message of each device stored and acknowledged`
      },
    },
    refusal('3.2', 'the same message again', 'message_replayed', 409, async (world, [first]) => {
      const pair = stealPair(world, first)
      const message = signAs(world, pair, VITAL_SIGNS)
      const accepted = await post(world, message, pair)
      expect(
        accepted.status === 200,
        `the message is accepted once, not refused with ${accepted.code}`,
      )
      return post(world, message, pair)
    }),
    refusal(
      '3.3',
      'the body changed on the way',
      'content_digest_mismatch',
      400,
      async (world, [first]) => {
        const pair = stealPair(world, first)
        const message = signAs(world, pair, VITAL_SIGNS)
        return post(world, { ...message, body: Buffer.from(VITAL_SIGNS.replace('72', '27')) }, pair)
      },
    ),
    refusal(
      '3.4',
      "signed with another device's key",
      'signature_keyid_mismatch',
      400,
      async (world, [first, second]) => {
        const message = signAs(world, stealPair(world, second), VITAL_SIGNS)
        return post(world, message, stealPair(world, first))
      },
    ),
    refusal('3.5', 'no client certificate', 'certificate_refused', 403, async (world, [first]) => {
      return post(world, signAs(world, stealPair(world, first), VITAL_SIGNS), undefined)
    }),
  ],
}

/** Lets a device's agent send one message. */
export async function send(world: DemoWorld, id: string, ...more: string[]): Promise<void> {
  const message = world.path(`vital-signs-${id}.json`)
  writeFileDurably(message, VITAL_SIGNS, 0o600)
  const options = [
    '--dir',
    world.deviceFolder(id),
    '--to',
    world.telemetryUrl,
    '--key-passphrase-file',
    world.keyPassphrase,
  ]
  await world.zcert('agent', 'send', message, ...options, ...more)
}

/** How many messages of a device the gateway's database holds. */
export async function stored(world: DemoWorld, id: string): Promise<number> {
  await using store = await MessageStore.open(world.path('gateway', 'gateway.db'))
  return await store.count(id)
}

async function storedOfAll(world: DemoWorld): Promise<number> {
  const counts = await Promise.all(DEVICES.map(({ id }) => stored(world, id)))
  return counts.reduce((sum, count) => sum + count)
}

function refusal(
  id: string,
  what: string,
  code: string,
  status: number,
  attack: (world: DemoWorld, ids: readonly [string, string]) => Promise<Answer>,
) {
  return {
    id,
    guide: `Secure Data Transmission: ${what}`,
    act: async () => undefined,
    prove: async (world: DemoWorld) => {
      const before = await storedOfAll(world)
      const answer = await attack(world, [DEVICES[0].id, DEVICES[1].id])
      expect(
        answer.status === status && answer.code === code,
        `refused with ${code}, not ${answer.status} ${answer.code}`,
      )
      const after = await storedOfAll(world)
      expect(
        after - before === (code === 'message_replayed' ? 1 : 0),
        'nothing of what was refused is stored',
      )
      return `refused: ${code}, ${status}`
    },
  }
}
