import {
  installByHand,
  MockCa,
  type MockCertificate,
  oddDevice,
  opensslAvailable,
  TemporaryFolder,
  zcert,
} from '@zcert/testkit'
import {
  days,
  encodePem,
  encodePrivateKey,
  formatInstant,
  type Instant,
  instantOf,
  plus,
  seconds,
} from '@zcert/x509'
import { afterAll, describe, expect, test } from 'vitest'

const meta = { skipReason: 'there is no openssl 3' }
const ID = 'ZM-001'
const NOW = instantOf(new Date())
const back = (count: number) => plus(NOW, -days(count) as ReturnType<typeof days>)
const folder = new TemporaryFolder()
afterAll(() => folder[Symbol.dispose]())

const ca = MockCa.create({ notBefore: back(400) })
const notBefore = back(10)
const good = ca.issue({ notBefore })
const crl = ca.crl({
  thisUpdate: back(1),
  nextUpdate: plus(NOW, days(5)),
  revoked: [],
})

interface Report {
  readonly valid: boolean
  readonly code: string
  readonly steps: readonly { step: string; result: string; code: string | null }[]
}

/** What is wrong, and how each of the three places that look at certificates says so. */
interface Refusal {
  readonly device: MockCertificate
  readonly exitCode: number
  readonly headline: string
  /** The exact code of the first failed step, in `details.reason` of an installation. */
  readonly reason: string
}

const odd = (what: Parameters<typeof oddDevice>[1]) => oddDevice(ca, what, { notBefore })

const REFUSALS: Record<string, Refusal> = {
  'past its end': {
    device: ca.issue({ notBefore: back(366), notAfter: back(1) }),
    ...{ exitCode: 16, headline: 'certificate_expired', reason: 'certificate_expired' },
  },
  'not begun yet': {
    device: ca.issue({ notBefore: plus(NOW, days(1)) }),
    ...{ exitCode: 15, headline: 'not_yet_valid', reason: 'not_yet_valid' },
  },
  'of another CA of the same name': {
    device: MockCa.create({ notBefore: back(400) }).issue({ notBefore }),
    ...{ exitCode: 12, headline: 'chain_untrusted', reason: 'issuer_unknown' },
  },
  'of another device': {
    device: ca.issue({ notBefore, deviceId: 'ZM-002' }),
    ...{ exitCode: 14, headline: 'device_id_mismatch', reason: 'device_id_mismatch' },
  },
  'without a device ID': {
    device: odd('identity-missing'),
    ...{ exitCode: 14, headline: 'device_id_mismatch', reason: 'device_identity_missing' },
  },
  'with two device IDs': {
    device: odd('identity-doubled'),
    ...{ exitCode: 14, headline: 'device_id_mismatch', reason: 'device_identity_doubled' },
  },
  'with its ID in another string type': {
    device: odd('identity-no-utf8-string'),
    ...{ exitCode: 14, headline: 'device_id_mismatch', reason: 'device_identity_malformed' },
  },
  'with its ID in the common name only': {
    device: odd('identity-in-the-common-name-only'),
    ...{ exitCode: 14, headline: 'device_id_mismatch', reason: 'device_identity_cn_only' },
  },
  'of a server': {
    device: odd('server-auth-only'),
    ...{ exitCode: 12, headline: 'chain_untrusted', reason: 'purpose_forbidden' },
  },
  'with a tampered signature': {
    device: odd('tampered'),
    ...{ exitCode: 12, headline: 'chain_untrusted', reason: 'signature_invalid' },
  },
  'with an unknown critical extension': {
    device: odd('unknown-critical-extension'),
    ...{ exitCode: 12, headline: 'chain_untrusted', reason: 'critical_extension_unknown' },
  },
}

const pem = ({ certificate }: { certificate: MockCertificate['certificate'] }) =>
  encodePem('CERTIFICATE', certificate.der)
const caFile = folder.write('ca.crt', pem(ca))
const crlFile = folder.write('crl.pem', encodePem('X509 CRL', crl.der))
const fileOf = (name: string, device: MockCertificate) =>
  folder.write(`${name.replaceAll(' ', '-')}.crt`, pem(device))

const verify = (file: string, ...words: string[]) =>
  zcert(['cert', 'verify', file, '--ca', caFile, '--device-id', ID, '--crl', crlFile, ...words])

describe.each(Object.entries(REFUSALS))('a certificate %s', (name, refusal) => {
  const { device, exitCode, headline, reason } = refusal

  test('is refused by cert verify, with code and exit code', async () => {
    const file = fileOf(name, device)
    const run = await verify(file, '--json')
    const report = run.json<Report>()
    expect([run.exitCode, report.valid, report.code]).toEqual([exitCode, false, headline])
    const failures = report.steps.filter(({ result }) => result === 'fail')
    expect(failures.map(({ code }) => code)).toEqual([reason])
    const text = await verify(file)
    expect(text.exitCode).toBe(exitCode)
    expect(text.stdout).toContain(`(${reason})`)
    expect(text.stdout).toMatch(new RegExp(`\nnot valid: ${headline}\n$`))
    expect(run.stderr + text.stderr).toBe('')
  })

  test('is not installed, and nothing of it is left', async () => {
    const [dir, key] = [folder.at(`install-${name}`), folder.at(`${name}.key`)]
    folder.write(`${name}.key`, encodePrivateKey(device.keys.privateKey))
    const words = ['agent', 'install', '--dir', dir, '--device-id', ID, '--ca', caFile]
    const run = await zcert([...words, '--key', key, '--cert', fileOf(name, device), '--json'])
    expect([run.exitCode, run.code, run.stdout]).toEqual([1, 'certificate_not_acceptable', ''])
    expect(JSON.parse(run.stderr).error.details.reason).toBe(reason)
    const validated = await zcert(['agent', 'validate', '--dir', dir])
    expect(validated.exitCode).toBe(10)
  })

  test.skipIf(!opensslAvailable())(
    'is refused at the start when somebody copied it there',
    { meta },
    async () => {
      const dir = installByHand(folder.at(`hand-${name}`), {
        deviceId: ID,
        certificate: pem(device),
        key: encodePrivateKey(device.keys.privateKey),
        ca: pem(ca),
      })
      const run = await zcert(['agent', 'validate', '--dir', dir, '--json'])
      const report = run.json<Report>()
      expect([run.exitCode, report.code]).toEqual([exitCode, headline])
      expect(report.steps.find(({ result }) => result === 'fail')?.code).toBe(reason)
    },
  )
})

describe('the twin with nothing wrong', () => {
  test('passes all three', async () => {
    expect((await verify(fileOf('good', good))).exitCode).toBe(0)
    const key = folder.write('good.key', encodePrivateKey(good.keys.privateKey))
    const dir = folder.at('install-good')
    const words = ['agent', 'install', '--dir', dir, '--device-id', ID, '--ca', caFile]
    const installed = await zcert([...words, '--key', key, '--cert', fileOf('good', good)])
    expect(installed.exitCode).toBe(0)
    expect((await zcert(['agent', 'validate', '--dir', dir])).exitCode).toBe(0)
  })

  test.each([
    ['the second before it begins', plus(notBefore, -seconds(1) as never), 15],
    ['as it begins', notBefore, 0],
    ['at its last second', good.certificate.notAfter, 0],
    ['the second after', plus(good.certificate.notAfter, seconds(1)), 16],
  ])('--at %s', async (_, at, exitCode) => {
    const words = ['--ca', caFile, '--at', formatInstant(at as Instant)]
    const run = await zcert(['cert', 'verify', fileOf('good', good), ...words])
    expect(run.exitCode).toBe(exitCode)
  })
})

describe('a CRL', () => {
  const crlOf = (name: string, fields: Parameters<MockCa['crl']>[0], by = ca) =>
    folder.write(`${name}.pem`, encodePem('X509 CRL', by.crl({ ...FRESH, ...fields }).der))
  const FRESH = { thisUpdate: back(2), nextUpdate: plus(NOW, days(5)) }
  const { serialNumber } = good.certificate
  const revoked = [{ serialNumber, revocationDate: back(3), reason: 'keyCompromise' }] as const
  const stale = { thisUpdate: back(9), nextUpdate: back(2) }

  test.each([
    ['that revokes it', () => crlOf('revokes', { revoked }), 13, 'certificate_revoked'],
    [
      'that is stale and revokes it',
      () => crlOf('old', { revoked, ...stale }),
      13,
      'certificate_revoked',
    ],
    ['that is stale', () => crlOf('stale', stale), 17, 'crl_stale'],
    [
      'of another CA of the same name',
      () => crlOf('foreign', {}, MockCa.create()),
      17,
      'crl_unusable',
    ],
    ['that is none', () => folder.write('none.pem', 'no CRL'), 10, 'pem_malformed'],
    ['that is fresh and names others', () => crlOf('fresh', {}), 0, undefined],
  ])('%s', async (_, write, exitCode, code) => {
    const words = ['--ca', caFile, '--crl', write(), '--json']
    const run = await zcert(['cert', 'verify', fileOf('good', good), ...words])
    expect(run.exitCode).toBe(exitCode)
    expect(run.json<Report>().steps.find(({ result }) => result === 'fail')?.code).toBe(code)
  })
})
