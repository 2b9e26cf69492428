import { existsSync, readFileSync } from 'node:fs'
import {
  der,
  derExtension,
  derOid,
  inParallel,
  nobodysRsaKey,
  type TestCsrFields,
  testCsr,
  testKeyPair,
  ZcertHome,
  type ZcertRun,
  zcert,
  zcertOk,
} from '@zcert/testkit'
import { parseSlashName } from '@zcert/x509'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

const ID = 'ZM-001'
const dns = (name: string) => der(0x82, Buffer.from(name, 'latin1'))
const device = (id: string, tag = 0x0c) =>
  der(0xa0, derOid('1.3.6.1.4.1.12345.1.1'), der(0xa0, der(tag, Buffer.from(id))))
const names = (...list: Buffer[]): TestCsrFields => ({
  extensions: [derExtension('2.5.29.17', false, der(0x30, ...list))],
})
const [DNS, OWN] = [dns(`device-${ID}`), device(ID)]
const asking = (oid: string, value: Buffer, critical = false): TestCsrFields => ({
  extensions: [derExtension(oid, critical, value)],
})
const TRUE = der(0x01, Buffer.from([0xff]))
const purpose = (oid: string) => asking('2.5.29.37', der(0x30, derOid(oid)))
const bits = (unused: number, octet: number) => der(0x03, Buffer.from([unused, octet]))
const twoNamesInOnePart = () => {
  const part = (text: string) => der(0x30, derOid('2.5.4.3'), der(0x0c, Buffer.from(text)))
  const set = der(0x31, part(`Z-Monitor-${ID}`), part('Z-Monitor-ZM-002'))
  return { der: der(0x30, set), rdns: [] }
}

/** What a CSR asks for, and the code of the refusal. */
const REFUSALS: Record<string, readonly [code: string, fields: () => TestCsrFields]> = {
  'signed by another key': [
    'csr_signature_invalid',
    () => ({ publicKey: testKeyPair().publicKey }),
  ],
  'with a changed signature': [
    'csr_signature_invalid',
    () => ({ rewriteSignature: (s) => Buffer.concat([s.subarray(0, -1), Buffer.from([0x55])]) }),
  ],
  'naming another device': ['csr_conflict', () => names(DNS, device('ZM-002'))],
  'naming another device beside its own': ['csr_conflict', () => names(DNS, OWN, device('ZM-002'))],
  'naming itself twice': ['csr_conflict', () => names(OWN, OWN)],
  'naming itself in another string type': ['csr_conflict', () => names(device(ID, 0x16))],
  'naming itself with a newline': ['csr_conflict', () => names(device(`${ID}\n`))],
  'naming itself with a NUL': ['csr_conflict', () => names(device(`${ID}\0`))],
  'naming a path': ['csr_conflict', () => names(device('../../etc/passwd'))],
  'with the DNS name of another device': ['csr_conflict', () => names(dns('device-ZM-002'), OWN)],
  'with a wildcard': ['csr_conflict', () => names(dns('*.hospital.example'), OWN)],
  'with a DNS name that hides a NUL': ['csr_conflict', () => names(dns(`device-${ID}\0x`), OWN)],
  'with 200 more names': [
    'csr_conflict',
    () => names(DNS, OWN, ...Array.from({ length: 200 }, (_, n) => dns(`x${n}.example`))),
  ],
  'with an e-mail address': ['csr_conflict', () => names(der(0x81, Buffer.from('a@b.example')))],
  'with a URI': ['csr_conflict', () => names(der(0x86, Buffer.from('urn:zcert:gateway:x')))],
  'with an IP address': ['csr_conflict', () => names(der(0x87, Buffer.from([127, 0, 0, 1])))],
  'asking to be a CA': ['csr_conflict', () => asking('2.5.29.19', der(0x30, TRUE), true)],
  'asking for keyCertSign': ['csr_conflict', () => asking('2.5.29.15', bits(2, 0x84), true)],
  'asking for serverAuth': ['csr_conflict', () => purpose('1.3.6.1.5.5.7.3.1')],
  'asking for any purpose': ['csr_conflict', () => purpose('2.5.29.37.0')],
  'asking for OCSPSigning': ['csr_conflict', () => purpose('1.3.6.1.5.5.7.3.9')],
  "with another's common name": ['csr_conflict', () => ({ subject: '/CN=Z-Monitor-ZM-002' })],
  "with the CA's common name": ['csr_conflict', () => ({ subject: '/CN=Z-Monitor-CA' })],
  'with two common names': [
    'csr_conflict',
    () => ({ subject: `/CN=Z-Monitor-${ID}/CN=Z-Monitor-ZM-002` }),
  ],
  'with two common names in one part': ['csr_conflict', () => ({ subject: twoNamesInOnePart() })],
  'with an emailAddress': [
    'csr_conflict',
    () => ({ subject: `/CN=Z-Monitor-${ID}/emailAddress=root@hospital.example` }),
  ],
  'of another country': ['csr_conflict', () => ({ subject: `/C=DE/CN=Z-Monitor-${ID}` })],
  'of another organization': ['csr_conflict', () => ({ subject: `/O=Clinic/CN=Z-Monitor-${ID}` })],
  'with an RSA key of 1024 bits': ['key_too_small', () => ({ keys: testKeyPair('rsa-1024') })],
  'with an RSA key of 16384 bits': ['key_too_large', () => ({ publicKey: nobodysRsaKey(16_384) })],
  'with a P-521 key': [
    'key_type_unsupported',
    () => ({ publicKey: testKeyPair('p-521').publicKey }),
  ],
}

let home: ZcertHome
const runs = new Map<string, { text: ZcertRun; json: ZcertRun; out: string; ms: number }>()

const sign = (csr: string, out: string, ...words: string[]) =>
  zcert(home.signing('cert', 'sign', ID, '--csr', csr, '--out', out, ...words))

beforeAll(async () => {
  home = await ZcertHome.create()
  await zcertOk(home.on('device', 'add', ID))
  await inParallel(Object.entries(REFUSALS), async ([name, [, fields]]) => {
    const csr = home.folder.write(`${name}.csr`, testCsr(fields()))
    const out = home.folder.at(`${name}.crt`)
    const started = performance.now()
    const text = await sign(csr, out)
    const ms = performance.now() - started
    runs.set(name, { text, json: await sign(csr, out, '--json'), out, ms })
  })
})
afterAll(() => home[Symbol.dispose]())

describe.each(Object.entries(REFUSALS))('a CSR %s', (name, [code]) => {
  test(`is refused: ${code}`, () => {
    const run = runs.get(name)
    expect([run?.text.exitCode, run?.text.code, run?.text.stdout]).toEqual([1, code, ''])
    expect(run?.text.stderr).toMatch(new RegExp(`^error: .+ \\(${code}\\)$`, 'm'))
    expect([run?.json.exitCode, run?.json.stdout]).toEqual([1, ''])
    expect(JSON.parse(run?.json.stderr ?? '').error).toMatchObject({ code })
    expect(existsSync(run?.out ?? '')).toBe(false)
  })
})

test('none of them led to a certificate, and every one is in the audit log', async () => {
  const { certificates } = (await zcertOk(home.on('cert', 'list', '--json'))).json<{
    certificates: object[]
  }>()
  expect(certificates).toEqual([])
  const { events } = (await zcertOk(home.on('audit', 'list', '--json'))).json<{
    events: { action: string; deviceId: string; details: { code: string } }[]
  }>()
  const refused = events.filter(({ action }) => action === 'certificate_refused')
  expect(refused.map(({ details }) => details.code).sort()).toEqual(
    Object.values(REFUSALS)
      .flatMap(([code]) => [code, code])
      .sort(),
  )
  expect(new Set(refused.map(({ deviceId }) => deviceId))).toEqual(new Set([ID]))
  await zcertOk(home.on('audit', 'verify'))
})

test('an RSA key of 16384 bits costs no more time than any other refusal', () => {
  const times = [...runs.values()].map(({ ms }) => ms).sort((a, b) => a - b)
  const median = times[Math.floor(times.length / 2)] ?? 0
  expect(runs.get('with an RSA key of 16384 bits')?.ms).toBeLessThan(3 * median)
})

test('10,000 names are refused before anything is made of them', async () => {
  const many = Array.from({ length: 10_000 }, (_, n) => dns(`x${n}.hospital.example`))
  const csr = home.folder.write('many.csr', testCsr(names(DNS, OWN, ...many)))
  const run = await sign(csr, home.folder.at('many.crt'))
  expect([run.exitCode, run.code]).toEqual([1, 'csr_malformed'])
})

test('the twin with nothing wrong is signed, and nothing of what it asked for is copied', async () => {
  const csr = home.folder.write(
    'good.csr',
    testCsr({ subject: parseSlashName(`/CN=Z-Monitor-${ID}`) }),
  )
  const out = home.folder.at('good.crt')
  expect((await sign(csr, out)).exitCode).toBe(0)
  expect(readFileSync(out, 'utf8')).toMatch(/^-----BEGIN CERTIFICATE-----\n/)
  expect((await zcert(['cert', 'verify', out, '--ca', home.at('certs/ca.crt')])).exitCode).toBe(0)
})
