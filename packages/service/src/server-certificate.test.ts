import { randomBytes, X509Certificate } from 'node:crypto'
import { statSync, truncateSync } from 'node:fs'
import { type AuthorityContext, createHome, openHome, unlockAuthority } from '@zcert/authority'
import { Passphrase } from '@zcert/files'
import { FakeClock, TemporaryFolder } from '@zcert/testkit'
import { days, parseSlashName } from '@zcert/x509'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { serverCertificate } from './server-certificate.ts'

const ACTOR = { user: 'tester' }
const NAMES = ['localhost', '127.0.0.1', '::1']

let stack: AsyncDisposableStack
let clock: FakeClock
let context: AuthorityContext
let folder: TemporaryFolder
beforeEach(async () => {
  stack = new AsyncDisposableStack()
  folder = stack.use(new TemporaryFolder())
  clock = new FakeClock()
  const environment = { now: clock.now, randomBytes }
  const passphrase = () => new Passphrase(Buffer.from('test'))
  const subject = parseSlashName('/C=US/O=Hospital/CN=Z-Monitor-CA')
  const request = { subject, key: 'p-256', validity: days(3650), passphrase: passphrase() } as const
  await createHome(folder.at('ca'), request, ACTOR, environment)
  const home = stack.use(await openHome(folder.at('ca')))
  context = unlockAuthority(home, passphrase(), environment)
})
afterEach(() => stack.disposeAsync())

const pair = (names: readonly string[] = NAMES) =>
  serverCertificate(context, folder.at('service'), names, ACTOR)

describe('serverCertificate()', () => {
  test('is issued once, for all names, its key for nobody else', async () => {
    const first = await pair()
    const certificate = new X509Certificate(first.cert)
    for (const name of ['localhost']) expect(certificate.checkHost(name)).toBe(name)
    for (const address of ['127.0.0.1', '::1']) expect(certificate.checkIP(address)).toBeDefined()
    expect(statSync(folder.at('service/server.key')).mode & 0o777).toBe(0o600)
    expect(await pair()).toEqual(first)
  })

  test('is renewed when two thirds of its life are over', async () => {
    const first = await pair()
    clock.at = first.renewAt
    clock.advance(-1 as never)
    expect((await pair()).cert).toBe(first.cert)
    clock.advance(1 as never)
    const second = await pair()
    expect(second.cert).not.toBe(first.cert)
    expect(second.renewAt).toBeGreaterThan(first.renewAt)
  })

  test('is made anew for another name', async () => {
    const first = await pair()
    const second = await pair([...NAMES, 'zcert.hospital.example'])
    expect(second.cert).not.toBe(first.cert)
    expect(new X509Certificate(second.cert).checkHost('zcert.hospital.example')).toBeDefined()
  })

  test.each(['server.key', 'server.crt'])('is made anew when %s is damaged', async (name) => {
    const first = await pair()
    truncateSync(folder.at(`service/${name}`), 30)
    const second = await pair()
    expect(second.cert).not.toBe(first.cert)
    expect(await pair()).toEqual(second)
  })
})
