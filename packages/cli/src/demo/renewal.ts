import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { DemoWorkflow } from './demo-step.ts'
import { DEVICES, type DemoWorld } from './demo-world.ts'
import { expectEncryptedKey, rowsOf } from './evidence.ts'
import { expect } from './expect.ts'
import { crtOf } from './provisioning.ts'
import { send, stored } from './transmission.ts'

const ID = DEVICES[0].id

/** The guide's renewal: new beside old, tried with a real connection, then switched by one rename. */
export const renewal: DemoWorkflow = {
  title: 'certificate renewal',
  steps: [
    {
      id: '4.1',
      guide: 'Renewal, step 1: generate the new certificate',
      act: async (world) => {
        const where = [
          '--dir',
          world.deviceFolder(ID),
          '--device-id',
          ID,
          '--out',
          world.path(`device_${ID}_new.csr`),
        ]
        await world.zcert('agent', 'csr', ...where, '--key-passphrase-file', world.keyPassphrase)
        await world.ca$(
          'cert',
          'sign',
          ID,
          '--csr',
          world.path(`device_${ID}_new.csr`),
          '--out',
          newCrt(world),
        )
      },
      prove: async (world) => {
        const [oldOne, newOne] = [
          world.certificate(crtOf(world, ID)),
          world.certificate(newCrt(world)),
        ]
        expect(
          oldOne.serialNumber !== newOne.serialNumber,
          'the new certificate has a serial number of its own',
        )
        expect(
          !oldOne.publicKey.der.equals(newOne.publicKey.der),
          'the new certificate has a key of its own',
        )
        expect(
          (await status(world, newOne.serialNumber)) === 'pending_activation',
          'it waits for its activation',
        )
        expect(
          (await status(world, oldOne.serialNumber)) === 'active',
          'the old one is active still',
        )
        return 'new serial number, new key: pending_activation; the old one stays active'
      },
    },
    {
      id: '4.2',
      guide: 'Renewal, step 2: parallel installation',
      act: async (world) => {
        const files = [
          '--cert',
          newCrt(world),
          '--ca',
          join(world.home, 'certs', 'ca.crt'),
          '--crl',
          join(world.home, 'crl', 'crl.pem'),
        ]
        const where = [
          '--dir',
          world.deviceFolder(ID),
          '--device-id',
          ID,
          '--key-passphrase-file',
          world.keyPassphrase,
        ]
        await world.zcert('agent', 'install', ...where, ...files, '--beside')
      },
      prove: async (world) => {
        const [inUse, beside] = [`device_${ID}.crt`, `device_${ID}_new.crt`].map((name) =>
          world.deviceFile(ID, name),
        ) as [string, string]
        expect(
          serial(world, beside) === serial(world, newCrt(world)),
          'the new certificate lies beside the old',
        )
        expectEncryptedKey(
          world.deviceFile(ID, `device_${ID}_new.key`),
          world.keyPassphrase,
          world.certificate(beside).publicKey,
        )
        expect(serial(world, inUse) === serial(world, crtOf(world, ID)), 'the old one is in use')
        return `device_${ID}_new.crt and .key beside the pair in use`
      },
    },
    {
      id: '4.3',
      guide: 'Renewal, step 3: verify that the new certificate works',
      act: async (world) => {
        await send(world, ID, '--pair', 'new')
        await send(world, ID)
      },
      prove: async (world) => {
        const log = readFileSync(world.path('gateway', 'gateway.log'), 'utf8')
        expect(
          log.includes(`"serial":"${serial(world, newCrt(world))}"`),
          'the gateway admitted the new certificate',
        )
        expect(
          (await stored(world, ID)) === 4,
          'a message with the new pair and one with the old are stored',
        )
        return 'a message over each pair, both acknowledged'
      },
    },
    {
      id: '4.4',
      guide: 'Renewal, steps 3 and 4: switch, update the databases',
      act: async (world) => {
        await world.zcert('agent', 'activate', '--dir', world.deviceFolder(ID), '--device-id', ID)
        await world.zcert('cert', 'activate', serial(world, newCrt(world)), '--home', world.home)
      },
      prove: async (world) => {
        const wanted = serial(world, newCrt(world))
        expect(
          serial(world, world.deviceFile(ID, `device_${ID}.crt`)) === wanted,
          'the device uses the new certificate',
        )
        for (const database of [join(world.home, 'ledger.db'), world.deviceFile(ID, 'device.db')]) {
          const rows = await rowsOf(database, ID)
          const found = rows
            .map((row) => `${row.serial === wanted ? 'new' : 'old'} ${row.status}`)
            .sort()
          expect(
            found.join() === 'new active,old expired',
            `${database} has the new one active and the old one expired`,
          )
        }
        const { exitCode } = await world.run(
          'agent',
          'validate',
          '--dir',
          world.deviceFolder(ID),
          '--key-passphrase-file',
          world.keyPassphrase,
        )
        expect(exitCode === 0, 'the device finds its new pair valid')
        return 'one rename; new active and old expired, at the CA and on the device; valid'
      },
    },
  ],
}

function newCrt(world: DemoWorld): string {
  return world.path(`device_${ID}_new.crt`)
}

function serial(world: DemoWorld, path: string): string {
  return world.certificate(path).serialNumber
}

async function status(world: DemoWorld, wanted: string): Promise<string | undefined> {
  const rows = await rowsOf(join(world.home, 'ledger.db'), ID)
  return rows.find((row) => row.serial === wanted)?.status
}
