import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { openssl } from '@zcert/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { EstWorld } from './50-est-world.ts'

const meta = { skipReason: 'there is no strongSwan pki with its plugins openssl and curl' }
/** Elliptic curves and HTTPS are plugins of their own. */
const help = spawnSync('pki', ['--estca', '--help'])
const available =
  help.error === undefined && !/'(openssl|curl)': failed to load/.test(help.stderr.toString())

describe.skipIf(!available)("strongSwan's pki", { meta }, () => {
  let world: EstWorld
  beforeAll(async () => {
    world = await EstWorld.create()
  })
  afterAll(() => world[Symbol.asyncDispose]())

  const pki = (...words: readonly string[]) => {
    const run = spawnSync('pki', [...words])
    return { status: run.status, stdout: run.stdout, stderr: run.stderr.toString() }
  }
  const host = () => world.at('').replace('127.0.0.1', 'localhost')

  test('fetches the CA, enrols by code and renews by certificate', async () => {
    const caOut = world.folder.at('fetched-ca.pem')
    const trusted = ['--cacert', world.caFile]
    const est = pki('--estca', '--url', host(), ...trusted, '--caout', caOut, '--outform', 'pem')
    expect(est.status, est.stderr).toBe(0)
    openssl(['x509', '-in', caOut, '-noout', '-subject'], { says: /Z-Monitor-CA/ })

    const code = await world.pair('S-001')
    const first = world.csr('first', 'S-001', 'rsa')
    const words = ['--est', '--url', host(), ...trusted, '--outform', 'pem']
    const enrolled = pki(...words, '--in', first.csr, '--userpass', `S-001:${code}`)
    expect(enrolled.status, enrolled.stderr).toBe(0)
    const certificate = world.folder.write('first.crt', enrolled.stdout)
    openssl(['verify', '-CAfile', world.caFile, certificate], { says: /: OK$/m })

    const second = world.csr('second', 'S-001', 'rsa')
    const old = ['--cert', certificate, '--key', first.key]
    const renewed = pki(...words, '--in', second.csr, ...old)
    expect(renewed.status, renewed.stderr).toBe(0)
    const next = world.folder.write('second.crt', renewed.stdout)
    openssl(['verify', '-CAfile', world.caFile, next], { says: /: OK$/m })
    expect(readFileSync(next)).not.toEqual(readFileSync(certificate))
  })

  test('is refused with a wrong code', async () => {
    await world.pair('S-002')
    const { csr } = world.csr('wrong', 'S-002', 'rsa')
    const words = ['--est', '--url', host(), '--cacert', world.caFile, '--in', csr]
    const refused = pki(...words, '--userpass', 'S-002:222-222-222')
    expect(refused.status).not.toBe(0)
    expect(refused.stdout.length).toBe(0)
  })
})
