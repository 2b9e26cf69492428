import { readFileSync, rmSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { testCsr, ZcertHome, zcert, zcertOk } from '@zcert/testkit'
import { afterAll, beforeAll, expect, test } from 'vitest'

let home: ZcertHome
beforeAll(async () => {
  home = await ZcertHome.create()
  await zcertOk(home.on('device', 'add', 'ZM-001'))
})
afterAll(() => home[Symbol.dispose]())

async function sign() {
  const csr = home.folder.write(`${Math.random()}.csr`, testCsr({ deviceId: 'ZM-001' }))
  return zcertOk(
    home.signing('cert', 'sign', 'ZM-001', '--csr', csr, '--out', `${csr}.crt`, '--json'),
  )
}

const verify = () => zcertOk(home.on('audit', 'verify', '--json'))

test('of two renewals that wait, the one confirmed supersedes the older, and a CRL is due', async () => {
  await sign()
  const [one, two] = [(await sign()).json(), (await sign()).json()]
  expect([one['status'], two['status']]).toEqual(['pending_activation', 'pending_activation'])
  const run = await zcertOk(home.on('cert', 'activate', two['serial'] ?? '', '--json'))
  expect(run.json()).toMatchObject({ status: 'active', superseded: [one['serial']] })
  expect(run.stderr).toContain('a CRL is due')
  await verify()
})

test('a hold is lifted, or made final', async () => {
  const serial = (await sign()).json()['serial'] as string
  const revoke = (reason: string) =>
    zcert(home.signing('cert', 'revoke', serial, '--reason', reason, '--json'))
  // The device's active one stands in the way of a release: it is held first.
  const { certificates } = (await zcertOk(home.on('cert', 'list', '--json'))).json<{
    certificates: { serial: string; status: string }[]
  }>()
  const active = certificates.find(({ status }) => status === 'active')?.serial ?? ''
  expect((await revoke('certificateHold')).exitCode).toBe(0)
  const refused = await zcert(home.signing('cert', 'release', serial, '--json'))
  expect([refused.exitCode, refused.code]).toEqual([1, 'certificate_replaced'])
  await zcertOk(home.signing('cert', 'revoke', active, '--reason', 'certificateHold'))
  const released = await zcertOk(home.signing('cert', 'release', active, '--json'))
  expect(released.json()).toMatchObject({ serial: active, status: 'active', revokedAt: null })
  expect((await revoke('keyCompromise')).exitCode).toBe(0)
  expect((await revoke('superseded')).code).toBe('certificate_already_revoked')
  await verify()
})

test('ca sync brings a deleted crl.pem back', async () => {
  const path = home.at('crl/crl.pem')
  const before = readFileSync(path)
  rmSync(path)
  expect((await zcertOk(home.on('ca', 'sync', '--json'))).json()['crl']).toEqual(expect.any(Number))
  expect(readFileSync(path).equals(before)).toBe(true)
})

test('audit verify names what somebody changed in the file', async () => {
  const attacker = new DatabaseSync(home.at('ledger.db'))
  attacker.exec("UPDATE devices SET status = 'suspended' WHERE device_id = 'ZM-001'")
  attacker.close()
  const run = await zcert(home.on('audit', 'verify', '--json'))
  expect([run.exitCode, run.code]).toEqual([1, 'inventory_mismatch'])
  expect(JSON.parse(run.stderr).error).toMatchObject({
    message: 'the device ZM-001 has status suspended in the inventory, and active by the audit log',
    details: { device: 'ZM-001', field: 'status', log: 'active', table: 'suspended' },
  })
})
