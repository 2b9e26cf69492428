import { chmodSync, cpSync, mkdirSync, renameSync, rmSync, symlinkSync } from 'node:fs'
import { oddCrl, testKeyPair } from '@zcert/testkit'
import { encodePem, encodePrivateKey, plus, seconds, type ValidationReport } from '@zcert/x509'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { AT, ca, ID, passphrase, stepsOf, TestDevice } from '../device.fixture.ts'
import { formatChecksums } from '../folder/checksums.ts'
import { protectKey } from '../request/create-request.ts'

const CRT = `device_${ID}.crt`
const KEY = `device_${ID}.key`
const made = ca.issue()
const { serialNumber, notAfter } = made.certificate
const LATE = plus(notAfter, seconds(1))
const certificatePem = encodePem('CERTIFICATE', made.certificate.der)
const keyPem = encodePrivateKey(made.keys.privateKey)
const caPem = encodePem('CERTIFICATE', ca.certificate.der)

let device: TestDevice

beforeEach(() => {
  device = new TestDevice()
  mkdirSync(device.folder, { mode: 0o700 })
  device.copyPlainFiles(made.certificate, made.keys)
  settings()
})

afterEach(() => device[Symbol.dispose]())

/** The settings as the guide has them, with absolute paths. */
function settings(paths: Readonly<Record<string, string>> = {}): void {
  const lines = {
    deviceId: ID,
    certificatePath: device.at(CRT),
    privateKeyPath: device.at(KEY),
    caCertificatePath: device.at('ca.crt'),
    ...paths,
  }
  const text = Object.entries(lines).map(([name, value]) => `${name} = "${value}"\n`)
  device.write('z-monitor.conf', text.join(''))
}

const sums = (...files: (readonly [string, string])[]) =>
  device.write('certs.sha256', formatChecksums(files.map(([n, text]) => [n, Buffer.from(text)])))

const step = ({ steps }: ValidationReport, name: string) => steps.find((one) => one.step === name)

const revokedNow = { serialNumber, revocationDate: AT, reason: 'keyCompromise' } as const

/** Does some damage that takes nothing to be said at the validation. */
function spoil(damage: () => void): object {
  damage()
  return {}
}

describe('validateInstallation() judges what it can', () => {
  const FAULTS: readonly (readonly [string, () => object])[] = [
    ['no key', () => spoil(() => rmSync(device.at(KEY)))],
    ['a damaged key', () => spoil(() => device.write(KEY, 'garbage'))],
    [
      'a wrong passphrase',
      () => {
        device.write(KEY, protectKey(made.keys.privateKey, passphrase()))
        return { passphrase: passphrase('wrong') }
      },
    ],
    ['a damaged CRL', () => spoil(() => device.write('crl.pem', 'garbage'))],
    ['a bad line in the settings', () => spoil(() => device.write('z-monitor.conf', '?\n'))],
    ['settings that are not there', () => ({ settingsFile: device.outside.at('nope') })],
  ]

  test.each(FAULTS)('beside %s: an expired certificate is expired', async (_, make) => {
    const report = await device.validate({ at: LATE, ...make() })
    expect(report).toMatchObject({ valid: false, code: 'file_unreadable' })
    expect(step(report, 'expiration')).toMatchObject({ code: 'certificate_expired' })
    expect(step(report, 'ca-signature')).toMatchObject({ result: 'pass' })
  })

  test.each(FAULTS.filter(([name]) => name !== 'a damaged CRL'))(
    'beside %s: a revoked certificate is revoked, and on record as such',
    async (_, make) => {
      await device.validate()
      device.write('crl.pem', encodePem('X509 CRL', ca.crl({ revoked: [revokedNow] }).der))
      const report = await device.validate({ deviceId: ID, ...make() })
      expect(report.code).toBe('file_unreadable')
      expect(step(report, 'revocation')).toMatchObject({ code: 'certificate_revoked' })
      expect(step(report, 'device-id')).toMatchObject({ result: 'pass' })
      expect(await device.rows()).toMatchObject([{ status: 'revoked' }])
    },
  )

  test('and says what the others would need', async () => {
    const open = async (make: () => void) => {
      make()
      const { steps } = await device.validate()
      return steps.flatMap(({ result, evidence }) => (result === 'not checked' ? [evidence] : []))
    }
    expect(await open(() => device.write('crl.pem', 'garbage'))).toEqual([
      'needs a CRL that can be read',
    ])
    expect(await open(() => device.write('z-monitor.conf', '?'))).toEqual([
      'needs settings that can be read',
      'needs a CRL that can be read',
    ])
    rmSync(device.at('crl.pem'))
    expect(await open(() => rmSync(device.at('ca.crt')))).toEqual([
      'needs a CA certificate that can be read',
      'needs settings that can be read',
      'needs a CRL',
    ])
  })

  test('names every file that cannot be read, not only the first', async () => {
    for (const name of [CRT, KEY, 'ca.crt', 'crl.pem']) device.write(name, 'garbage')
    const { evidence } = step(await device.validate(), 'load') ?? { evidence: '' }
    for (const name of [CRT, KEY, 'ca.crt', 'crl.pem']) expect(evidence).toContain(device.at(name))
  })

  test.each(['version-1', 'without-number'] as const)('by a CRL %s', async (oddity) => {
    const write = (fields = {}) =>
      device.write('crl.pem', encodePem('X509 CRL', oddCrl(ca, oddity, ca, fields).der))
    write()
    expect(step(await device.validate(), 'revocation')).toMatchObject({ result: 'pass' })
    write({ revoked: [{ ...revokedNow, reason: 'unspecified' }] })
    expect((await device.validate()).code).toBe('certificate_revoked')
  })

  test('and says so of an encrypted key, unless its checksum vouches for it', async () => {
    const locked = protectKey(made.keys.privateKey, passphrase())
    device.write(KEY, locked)
    const open = await device.validate()
    expect(open.valid).toBe(true)
    expect(stepsOf(open)[0]).toBe('load: not checked')
    expect(open.steps[0]?.evidence).toMatch(/^needs its passphrase/)
    sums([CRT, certificatePem], ['ca.crt', caPem])
    expect(stepsOf(await device.validate())[0]).toBe('load: not checked')
    sums([CRT, certificatePem], [KEY, locked], ['ca.crt', caPem])
    const vouched = await device.validate()
    expect(stepsOf(vouched)[0]).toBe('load: pass')
    expect(vouched.steps[0]?.evidence).toContain('the key is not checked (needs its passphrase)')
    const opened = await device.validate({ passphrase: passphrase() })
    expect(opened.steps[0]?.evidence).toBe('certificate, key and CA read; certs.sha256 matches')
  })
})

describe('validateInstallation() and certs.sha256', () => {
  const warningsOf = async () => (await device.validate()).warnings.map(({ code }) => code)

  test('warns when there is none', async () => {
    expect(await warningsOf()).toEqual(['checksums_missing'])
    sums([CRT, certificatePem], [KEY, keyPem], ['ca.crt', caPem])
    expect(await warningsOf()).toEqual([])
  })

  test("passes over the guide's renewal by two mv, and over no other change", async () => {
    sums([CRT, 'old'], [KEY, 'old'], ['ca.crt', caPem])
    const renewed = await device.validate()
    expect(renewed.valid).toBe(true)
    expect(stepsOf(renewed)[0]).toBe('load: warn checksum_mismatch')
    for (const files of [
      [
        [CRT, 'old'],
        [KEY, keyPem],
        ['ca.crt', caPem],
      ],
      [
        [CRT, certificatePem],
        [KEY, 'old'],
        ['ca.crt', caPem],
      ],
      [
        [CRT, certificatePem],
        [KEY, keyPem],
        ['ca.crt', 'old'],
      ],
      [
        [CRT, 'old'],
        [KEY, 'old'],
        ['ca.crt', 'old'],
      ],
    ] as [string, string][][]) {
      sums(...files)
      expect(stepsOf(await device.validate())[0]).toBe('load: fail checksum_mismatch')
    }
    device.write(KEY, encodePrivateKey(testKeyPair().privateKey))
    expect((await device.validate()).code).toBe('key_mismatch')
  })
})

describe('validateInstallation() and places', () => {
  test('refuses a copy whose settings lead back to the original', async () => {
    const copy = device.outside.at('copy')
    cpSync(device.folder, copy, { recursive: true })
    rmSync(`${copy}/${KEY}`)
    const report = await device.validate({ folder: copy })
    expect(report).toMatchObject({ valid: false, code: 'file_unreadable' })
    expect(stepsOf(report)[0]).toBe('load: fail credential_elsewhere')
    expect(report.steps[0]?.evidence).toContain(device.at(KEY))
  })

  test('finds its way through a link in place of the folder, and relative paths', async () => {
    const link = device.outside.at('link')
    symlinkSync(device.folder, link)
    expect((await device.validate({ folder: link })).valid).toBe(true)
    settings({ privateKeyPath: `${link}/${KEY}`, certificatePath: CRT })
    expect((await device.validate()).valid).toBe(true)
    expect((await device.validate({ folder: link })).valid).toBe(true)
  })

  test('warns of a key behind a link, and of one that named settings lead to', async () => {
    const outside = device.outside.at('vault.key')
    renameSync(device.at(KEY), outside)
    symlinkSync(outside, device.at(KEY))
    const linked = await device.validate()
    expect(linked.valid).toBe(true)
    expect(linked.warnings).toContainEqual({
      code: 'credential_elsewhere',
      evidence: expect.stringContaining(device.at(KEY)),
    })
    settings({ privateKeyPath: outside })
    expect((await device.validate()).valid).toBe(false)
    const named = await device.validate({ settingsFile: device.at('z-monitor.conf') })
    expect([named.valid, named.warnings.map(({ code }) => code)]).toEqual([
      true,
      ['credential_elsewhere', 'checksums_missing'],
    ])
  })

  test('refuses settings that were named and are not there', async () => {
    const report = await device.validate({ settingsFile: device.outside.at('nope') })
    expect(report.code).toBe('file_unreadable')
    expect(stepsOf(report)[0]).toBe('load: fail file_missing')
  })

  test.each([
    ['key', KEY, [0o640, 0o604, 0o620], 0o600],
    ['certificate', CRT, [0o664, 0o646], 0o644],
    ['folder', '.', [0o770, 0o702], 0o755],
  ])('warns of a %s that is open to others', async (_, name, open, closed) => {
    sums([CRT, certificatePem], [KEY, keyPem], ['ca.crt', caPem])
    for (const mode of open) {
      chmodSync(device.at(name), mode)
      const report = await device.validate()
      expect([report.valid, report.warnings]).toEqual([
        true,
        [{ code: 'permissions_open', evidence: expect.stringContaining(mode.toString(8)) }],
      ])
    }
    chmodSync(device.at(name), closed)
    expect((await device.validate()).warnings).toEqual([])
  })
})

describe('the table of the device', () => {
  test('follows what is in use at every validation, also back to an old certificate', async () => {
    await device.validate()
    const renewed = ca.issue()
    device.copyPlainFiles(renewed.certificate, renewed.keys)
    await device.validate()
    const statuses = async () =>
      Object.fromEntries((await device.rows()).map(({ serial, status }) => [serial, status]))
    expect(await statuses()).toEqual({
      [serialNumber]: 'expired',
      [renewed.certificate.serialNumber]: 'active',
    })
    device.copyPlainFiles(made.certificate, made.keys)
    expect((await device.validate()).valid).toBe(true)
    expect(await statuses()).toEqual({
      [serialNumber]: 'active',
      [renewed.certificate.serialNumber]: 'expired',
    })
  })
})
