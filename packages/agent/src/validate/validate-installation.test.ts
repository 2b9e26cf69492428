import { mkdirSync, rmSync, unlinkSync } from 'node:fs'
import { MockCa, type MockCertificate, oddDevice, testKeyPair } from '@zcert/testkit'
import {
  encodePem,
  encodePrivateKey,
  type Instant,
  plus,
  seconds,
  VALIDATION_HEADLINES,
  type ValidationHeadline,
  validationExitCode,
} from '@zcert/x509'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { AT, ca, ID, passphrase, stepsOf, TestDevice } from '../device.fixture.ts'
import { formatSettings } from '../folder/settings.ts'
import { protectKey } from '../request/create-request.ts'

const CRT = `device_${ID}.crt`
const KEY = `device_${ID}.key`
const made = ca.issue()
const other = MockCa.create()

let device: TestDevice
let at: Instant

beforeEach(() => {
  device = new TestDevice()
  at = AT
  mkdirSync(device.folder, { mode: 0o700 })
  putInPlace(made)
})

afterEach(() => device[Symbol.dispose]())

/** Plain files and settings, as the guide's own commands leave them. */
function putInPlace({ certificate, keys }: MockCertificate): void {
  device.copyPlainFiles(certificate, keys)
  settings(ID)
}

function settings(deviceId: string): void {
  const text = formatSettings({
    deviceId,
    certificatePath: device.at(CRT),
    privateKeyPath: device.at(KEY),
    caCertificatePath: device.at('ca.crt'),
  })
  device.write('z-monitor.conf', text)
}

const revoked = (serialNumber = made.certificate.serialNumber) =>
  ca.crl({ revoked: [{ serialNumber, revocationDate: AT, reason: 'keyCompromise' }] })

const writeCrl = (crl = ca.crl()) => device.write('crl.pem', encodePem('X509 CRL', crl.der))

const validate = () => device.validate({ at })

/** What brings about each headline, and the step and code that go with it. */
const FAULTS: Readonly<Record<ValidationHeadline, { step: string; make: () => void }>> = {
  file_unreadable: {
    step: 'load: fail certificate_malformed',
    make: () => device.write(CRT, encodePem('CERTIFICATE', Buffer.from('3000', 'hex'))),
  },
  key_mismatch: {
    step: 'load: fail key_mismatch',
    make: () => device.write(KEY, encodePrivateKey(testKeyPair().privateKey)),
  },
  chain_untrusted: {
    step: 'ca-signature: fail issuer_unknown',
    make: () => device.write('ca.crt', encodePem('CERTIFICATE', other.certificate.der)),
  },
  certificate_revoked: {
    step: 'revocation: fail certificate_revoked',
    make: () => writeCrl(revoked()),
  },
  device_id_mismatch: {
    step: 'device-id: fail device_id_mismatch',
    make: () => settings('ZM-002'),
  },
  not_yet_valid: {
    step: 'expiration: fail not_yet_valid',
    make: () => {
      at = plus(made.certificate.notBefore, seconds(-1))
    },
  },
  certificate_expired: {
    step: 'expiration: fail certificate_expired',
    make: () => {
      at = plus(made.certificate.notAfter, seconds(1))
    },
  },
  crl_stale: {
    step: 'revocation: fail crl_unusable',
    make: () => writeCrl(ca.crl({ signingKeys: other.keys })),
  },
}

const GOOD = [
  'load: pass',
  'expiration: pass',
  'ca-signature: pass',
  'device-id: pass',
  'revocation: pass',
  'record: pass',
]

describe('validateInstallation()', () => {
  test('runs six steps in the order of the guide, and all pass', async () => {
    const report = await validate()
    expect(report).toMatchObject({ valid: true, code: 'valid' })
    expect(stepsOf(report)).toEqual(GOOD)
    expect(await device.rows()).toMatchObject([{ status: 'active', lastValidatedAt: AT }])
    expect(await device.audit()).toMatchObject([
      { action: 'certificate_validated', success: true, details: { code: 'valid' } },
    ])
  })

  test.each(VALIDATION_HEADLINES.map((headline, index) => [headline, 10 + index] as const))(
    'finds %s, exit code %i, and still runs the other steps',
    async (headline, exitCode) => {
      FAULTS[headline].make()
      const report = await validate()
      expect(report).toMatchObject({ valid: false, code: headline })
      expect(validationExitCode(report.code)).toBe(exitCode)
      expect(stepsOf(report)).toHaveLength(6)
      expect(stepsOf(report)).toContain(FAULTS[headline].step)
      expect(report.steps.map(({ step }) => step)).toEqual(GOOD.map((line) => line.split(':')[0]))
      const rows = await device.rows()
      expect(rows.every(({ lastValidatedAt }) => lastValidatedAt === undefined)).toBe(true)
      expect(await device.audit()).toMatchObject([
        { action: 'certificate_validated', success: false, details: { code: headline } },
      ])
    },
  )

  const excluded = [
    ['not_yet_valid', 'certificate_expired'],
    ['certificate_revoked', 'crl_stale'],
  ].map(String)
  const PAIRS = VALIDATION_HEADLINES.flatMap((first, index) =>
    VALIDATION_HEADLINES.slice(index + 1).map((second) => [first, second] as const),
  ).filter((pair) => !excluded.includes(String(pair)))

  test.each(PAIRS)('reports %s before %s', async (first, second) => {
    FAULTS[second].make()
    FAULTS[first].make()
    expect((await validate()).code).toBe(first)
  })

  test.each([
    ['notBefore', made.certificate.notBefore, ['not_yet_valid', 'valid', 'valid']],
    ['notAfter', made.certificate.notAfter, ['valid', 'valid', 'certificate_expired']],
  ] as const)('judges the second before, at and after %s', async (_, moment, wanted) => {
    device.write(
      'crl.pem',
      encodePem('X509 CRL', ca.crl({ thisUpdate: plus(moment, seconds(-1)) }).der),
    )
    if (moment === made.certificate.notBefore) unlinkSync(device.at('crl.pem'))
    const found: string[] = []
    for (const offset of [-1, 0, 1]) {
      at = plus(moment, seconds(offset))
      found.push((await validate()).code)
    }
    expect(found).toEqual(wanted)
  })

  test('warns of a stale CRL and stays valid, though a known revocation holds', async () => {
    at = plus(AT, seconds(30 * 86_400))
    const report = await validate()
    expect(report.valid).toBe(true)
    expect(stepsOf(report)).toEqual(GOOD.with(4, 'revocation: warn crl_stale'))
    writeCrl(revoked())
    expect((await validate()).code).toBe('certificate_revoked')
  })

  test('leaves revocation unchecked without a CRL, and stays valid', async () => {
    unlinkSync(device.at('crl.pem'))
    const report = await validate()
    expect(report.valid).toBe(true)
    expect(stepsOf(report)).toEqual(GOOD.with(4, 'revocation: not checked'))
  })

  test('checks nothing of a certificate that cannot be read', async () => {
    FAULTS.file_unreadable.make()
    expect(stepsOf(await validate())).toEqual([
      'load: fail certificate_malformed',
      'expiration: not checked',
      'ca-signature: not checked',
      'device-id: not checked',
      'revocation: not checked',
      'record: pass',
    ])
  })

  const UNREADABLE: readonly (readonly [string, string, () => void])[] = [
    ['no certificate', 'file_missing', () => rmSync(device.at(CRT))],
    ['no key', 'file_missing', () => rmSync(device.at(KEY))],
    ['no CA', 'file_missing', () => rmSync(device.at('ca.crt'))],
    ['an empty certificate', 'pem_malformed', () => device.write(CRT, '')],
    ['a truncated certificate', 'pem_malformed', () => device.write(CRT, pem().slice(0, 200))],
    ['a key in place of the certificate', 'pem_malformed', () => device.write(CRT, keyPem())],
    ['garbage in place of the key', 'key_malformed', () => device.write(KEY, 'garbage')],
    ['garbage in place of the CRL', 'pem_malformed', () => device.write('crl.pem', 'garbage')],
    [
      'settings that cannot be read',
      'settings_malformed',
      () => device.write('z-monitor.conf', '?'),
    ],
    ['a certificate of 2 MB', 'file_too_large', () => device.write(CRT, 'a'.repeat(2 ** 21))],
    [
      'a folder in place of the key',
      'file_unreadable',
      () => {
        rmSync(device.at(KEY))
        mkdirSync(device.at(KEY))
      },
    ],
  ]

  test.each(UNREADABLE)('finds the file unreadable: %s', async (_, code, make) => {
    make()
    const report = await validate()
    expect(report).toMatchObject({ valid: false, code: 'file_unreadable' })
    expect(report.steps[0]).toMatchObject({ result: 'fail', code })
  })

  test('names the exact reason of an identity that does not hold', async () => {
    putInPlace(oddDevice(ca, 'identity-doubled'))
    const report = await validate()
    expect(report.code).toBe('device_id_mismatch')
    expect(stepsOf(report)).toContain('device-id: fail device_identity_doubled')
    putInPlace(oddDevice(ca, 'server-auth-only'))
    expect(stepsOf(await validate())).toContain('ca-signature: fail purpose_forbidden')
  })

  test('needs the passphrase to compare an encrypted key, and says when it is wrong', async () => {
    device.write(KEY, protectKey(testKeyPair().privateKey, passphrase()))
    expect((await validate()).valid).toBe(true)
    const compared = await device.validate({ passphrase: passphrase() })
    expect(compared.code).toBe('key_mismatch')
    const wrong = await device.validate({ passphrase: passphrase('wrong') })
    expect(wrong.steps[0]).toMatchObject({ code: 'passphrase_wrong' })
    device.write(KEY, protectKey(made.keys.privateKey, passphrase()))
    expect((await device.validate({ passphrase: passphrase() })).valid).toBe(true)
  })
})

const pem = () => encodePem('CERTIFICATE', made.certificate.der)
const keyPem = () => encodePrivateKey(made.keys.privateKey)
