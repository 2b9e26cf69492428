import { join } from 'node:path'
import { readBoundedFile } from '@zcert/files'
import { findRevoked, isSignedBy, parseCertificateLists } from '@zcert/x509'
import type { DemoWorkflow } from './demo-step.ts'
import { DEVICES } from './demo-world.ts'
import { rowsOf } from './evidence.ts'
import { expect } from './expect.ts'
import { post, signAs, stealPair } from './hostile-peer.ts'
import { send, stored } from './transmission.ts'

const [{ id: STOLEN }, { id: HEALTHY }] = DEVICES
let revokedAtMs = 0

/** What the CA did in this demo, as its audit log names it. */
const OPERATIONS = [
  ...['ca_created', 'crl_issued', 'device_added', 'device_added'],
  ...['certificate_issued', 'certificate_issued', 'certificate_issued', 'certificate_issued'],
  ...['certificate_activated', 'certificate_revoked', 'certificate_revoked', 'crl_issued'],
]

/** The guide's revocation: the first device is stolen, and its thief has key and passphrase. */
export const revocation: DemoWorkflow = {
  title: 'certificate revocation',
  steps: [
    {
      id: '5.1',
      guide: 'Revocation, steps 1, 2 and 4: revoke, generate the CRL, update the status',
      act: async (world) => {
        await world.ca$('cert', 'revoke', '--device', STOLEN, '--reason', 'keyCompromise')
        revokedAtMs = performance.now()
      },
      prove: async (world) => {
        const crl = crlOf(join(world.home, 'crl', 'crl.pem'))
        expect(isSignedBy(crl, world.ca), "the CRL is signed by the CA's key")
        const rows = await rowsOf(join(world.home, 'ledger.db'), STOLEN)
        expect(rows.length === 2, `both certificates of ${STOLEN} are on record`)
        for (const row of rows) {
          expect(
            row.status === 'revoked' && row.revocationReason === 'keyCompromise',
            `${row.serial} is revoked for keyCompromise`,
          )
          expect(
            findRevoked(crl, row.serial)?.reason === 'keyCompromise',
            `${row.serial} is on the CRL`,
          )
        }
        return `CRL ${crl.crlNumber}: both certificates of ${STOLEN}, keyCompromise`
      },
    },
    {
      id: '5.2',
      guide: 'Revocation, enforcement: the server refuses the revoked device, and it alone',
      act: async () => undefined,
      prove: async (world) => {
        const before = await stored(world, STOLEN)
        const pair = stealPair(world, STOLEN)
        const answer = await post(world, signAs(world, pair, '{}'), pair)
        const afterMs = Math.round(performance.now() - revokedAtMs)
        expect(
          answer.status === 403 && answer.code === 'certificate_revoked',
          `refused as revoked, not ${answer.code}`,
        )
        expect((await stored(world, STOLEN)) === before, 'nothing of it is stored')
        await send(world, HEALTHY)
        return `${STOLEN} refused (certificate_revoked) ${afterMs} ms after its revocation; ${HEALTHY} still heard`
      },
    },
    {
      id: '5.3',
      guide: 'Revocation, step 3: distribute the CRL',
      act: async (world) => {
        for (const { id } of DEVICES) {
          await world.zcert(
            'agent',
            'crl',
            join(world.home, 'crl', 'crl.pem'),
            '--dir',
            world.deviceFolder(id),
          )
        }
      },
      prove: async (world) => {
        const wanted = crlOf(join(world.home, 'crl', 'crl.pem')).crlNumber
        for (const { id } of DEVICES) {
          expect(
            crlOf(world.deviceFile(id, 'crl.pem')).crlNumber === wanted,
            `${id} has CRL ${wanted}`,
          )
        }
        const stolen = await world.run('agent', 'validate', '--dir', world.deviceFolder(STOLEN))
        const healthy = await world.run('agent', 'validate', '--dir', world.deviceFolder(HEALTHY))
        expect(stolen.exitCode === 13, `${STOLEN} finds itself revoked`)
        expect(healthy.exitCode === 0, `${HEALTHY} finds itself valid`)
        return `CRL ${wanted} on both devices; ${STOLEN}: certificate_revoked, exit code 13; ${HEALTHY}: valid`
      },
    },
    {
      id: '5.4',
      guide: 'Audit and Compliance: every operation is on record',
      act: async () => undefined,
      prove: async (world) => {
        const home = ['--home', world.home]
        const { events, certificates } = await world.zcert('audit', 'verify', ...home)
        const { events: told } = await world.zcert('audit', 'list', ...home)
        const actions = (told as { action: string }[]).map(({ action }) => action)
        // An unbroken chain may still have lost its end.
        expect(actions.join() === OPERATIONS.join(), `the operations are ${OPERATIONS.join(', ')}`)
        return `${events} events in an unbroken chain, ${certificates} certificates accounted for`
      },
    },
  ],
}

function crlOf(path: string) {
  return parseCertificateLists(readBoundedFile(path))[0]
}
