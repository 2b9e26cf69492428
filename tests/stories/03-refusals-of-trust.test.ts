import { MockCa, TemporaryFolder, ZcertHome, type ZcertRun, zcert, zcertOk } from '@zcert/testkit'
import { days, encodePem, instantOf, parseSlashName, plus } from '@zcert/x509'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

interface Report {
  readonly code: string
  readonly steps: readonly { step: string; result: string; code: string; evidence: string }[]
}

const NOW = instantOf(new Date())
const back = (count: number) => plus(NOW, -days(count) as ReturnType<typeof days>)
const folder = new TemporaryFolder()
afterAll(() => folder[Symbol.dispose]())

const ca = MockCa.create({ notBefore: back(400) })
const device = ca.issue({ notBefore: back(10) })
const { serialNumber } = device.certificate
const revoked = [{ serialNumber, revocationDate: back(3), reason: 'keyCompromise' }] as const
const FRESH = { thisUpdate: back(2), nextUpdate: plus(NOW, days(5)) }
const STALE = { thisUpdate: back(9), nextUpdate: back(2) }

type Holder = { readonly certificate: { readonly der: Uint8Array } }
const bundle = (name: string, ...holders: readonly Holder[]) =>
  folder.write(
    `${name}.pem`,
    holders.map(({ certificate }) => encodePem('CERTIFICATE', certificate.der)).join(''),
  )
const crlFile = (name: string, fields: Parameters<MockCa['crl']>[0], by = ca) =>
  folder.write(`${name}.crl`, encodePem('X509 CRL', by.crl(fields).der))

const verify = (file: string, ...words: readonly string[]) =>
  zcert(['cert', 'verify', file, ...words, '--json'])
const failures = (run: ZcertRun) =>
  run.json<Report>().steps.flatMap(({ result, code }) => (result === 'fail' ? [code] : []))
const lineOf = (run: ZcertRun, step: string) =>
  run.json<Report>().steps.find((one) => one.step === step)

const caFile = bundle('ca', ca)
const deviceFile = bundle('device', device)

describe('a device certificate in the file of trusted CAs, as in a bundle', () => {
  test('is no CA: it vouches for nobody, itself included', async () => {
    const run = await verify(deviceFile, '--ca', deviceFile)
    expect([run.exitCode, failures(run)]).toEqual([12, ['issuer_unknown']])
    expect((await verify(deviceFile, '--ca', caFile)).exitCode).toBe(0)
  })

  test('is not spared from revocation', async () => {
    const both = bundle('both', device, ca)
    const crl = crlFile('revoking', { ...FRESH, revoked })
    const run = await verify(deviceFile, '--ca', both, '--crl', crl)
    expect([run.exitCode, failures(run)]).toEqual([13, ['certificate_revoked']])
    const none = crlFile('none', FRESH)
    expect((await verify(deviceFile, '--ca', both, '--crl', none)).exitCode).toBe(0)
  })
})

describe('several CRLs', () => {
  const good = crlFile('good', FRESH)
  const subject = parseSlashName('/C=US/O=Hospital/CN=Another-CA')
  const stranger = MockCa.create({ notBefore: back(400), subject })

  test.each([
    ['a stale one beside the good one', crlFile('stale', STALE), 'crl_stale'],
    ["another CA's beside the good one", crlFile('foreign', FRESH, stranger), 'crl_unusable'],
  ])('%s fail', async (_, other, code) => {
    const words = ['--ca', caFile, '--crl', good]
    const run = await verify(deviceFile, ...words, '--crl', other)
    expect([run.exitCode, failures(run)]).toEqual([17, [code]])
    expect((await verify(deviceFile, ...words)).exitCode).toBe(0)
  })

  test('one that cannot be read fails, and everything else is checked all the same', async () => {
    const garbage = folder.write('garbage.crl', 'no CRL')
    const expired = bundle('expired', ca.issue({ notBefore: back(366), notAfter: back(1) }))
    const run = await verify(expired, '--ca', caFile, '--crl', garbage)
    expect([run.exitCode, failures(run)]).toEqual([10, ['pem_malformed', 'certificate_expired']])
  })

  test('a CA in between of which none speaks is named', async () => {
    const issuing = ca.subordinate({ notBefore: back(300) })
    const below = bundle('below', issuing.issue({ notBefore: back(10) }), issuing)
    const crl = crlFile('issuing', FRESH, issuing)
    const run = await verify(below, '--ca', caFile, '--crl', crl)
    expect(run.exitCode).toBe(0)
    expect(lineOf(run, 'revocation')?.evidence).toMatch(/no CRL at hand speaks of CN=/)
    const both = await verify(below, '--ca', caFile, '--crl', crl, '--crl', good)
    expect(lineOf(both, 'revocation')?.evidence).not.toContain('no CRL at hand')
  })
})

describe('zcert cert verify --home', () => {
  let home: ZcertHome
  beforeAll(async () => {
    home = await ZcertHome.create()
    await zcertOk(home.on('device', 'add', 'ZM-001'))
    const files = ['--out', home.folder.at('out'), '--key', 'p-256', '--key-unencrypted']
    await zcertOk(home.signing('cert', 'issue', 'ZM-001', ...files))
  })
  afterAll(() => home[Symbol.dispose]())

  test('knows what was revoked before any CRL says so', async () => {
    const file = home.folder.at('out/device_ZM-001.crt')
    expect((await verify(file, '--home', home.path)).exitCode).toBe(0)
    await zcertOk(home.on('cert', 'revoke', '--device', 'ZM-001', '--no-crl'))
    const run = await verify(file, '--home', home.path)
    expect([run.exitCode, failures(run)]).toEqual([13, ['certificate_revoked']])
    expect(lineOf(run, 'revocation')?.evidence).toContain('revoked on record since')
  })
})

test('a certificate that cannot be read leaves the checklist open, line by line', async () => {
  const run = await verify(folder.write('none.crt', 'none'), '--ca', caFile)
  expect(run.exitCode).toBe(10)
  expect(run.json<Report>().steps.map(({ step, result }) => [step, result])).toEqual([
    ['files', 'fail'],
    ...['validity', 'chain', 'device-id', 'purpose', 'serial', 'revocation'].map((step) => [
      step,
      'not checked',
    ]),
  ])
})
