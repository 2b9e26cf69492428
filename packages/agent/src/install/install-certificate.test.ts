import { execFileSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { MockCa, testKeyPair } from '@zcert/testkit'
import {
  type Certificate,
  certificateFingerprint,
  encodePrivateKey,
  parseCertificateLists,
  parsePem,
  plus,
  seconds,
} from '@zcert/x509'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { AT, ca, codeOf, ID, passphrase, TestDevice } from '../device.fixture.ts'
import { readSettings } from '../folder/settings.ts'
import { protectKey } from '../request/create-request.ts'

const KEY = `device_${ID}.key`

let device: TestDevice

beforeEach(() => {
  device = new TestDevice()
})

afterEach(() => device[Symbol.dispose]())

describe('installCertificate()', () => {
  test('puts everything in place with the names and modes of the guide', async () => {
    const certificate = await device.provision()
    expect(device.mode('.')).toBe('700')
    expect(device.mode(KEY)).toBe('600')
    for (const name of [
      `device_${ID}.crt`,
      'ca.crt',
      'crl.pem',
      'certs.sha256',
      'z-monitor.conf',
    ]) {
      expect([name, device.mode(name)]).toEqual([name, '644'])
    }
    expect(device.keyFits()).toBe(true)
    expect(device.certificateAt().der).toEqual(certificate.der)
    expect(device.certificateAt('ca.crt').der).toEqual(ca.certificate.der)
  })

  test('writes checksums that sha256sum accepts, and that it refuses once a file changed', async () => {
    await device.provision()
    const check = () =>
      execFileSync('sha256sum', ['-c', 'certs.sha256'], { cwd: device.folder, stdio: 'pipe' })
    expect(check().toString()).toBe(`device_${ID}.crt: OK\n${KEY}: OK\nca.crt: OK\n`)
    device.write('ca.crt', 'something else')
    expect(check).toThrow(/FAILED|did NOT match/)
  })

  test('writes settings that name the stable paths', async () => {
    await device.provision()
    expect(readSettings(device.at('z-monitor.conf'))).toEqual({
      deviceId: ID,
      certificatePath: device.at(`device_${ID}.crt`),
      privateKeyPath: device.at(KEY),
      caCertificatePath: device.at('ca.crt'),
    })
  })

  test("registers the certificate in the device's table and audit log", async () => {
    const certificate = await device.provision()
    const [row, ...others] = await device.rows()
    expect(others).toEqual([])
    expect(row).toMatchObject({
      deviceId: ID,
      serial: certificate.serialNumber,
      status: 'active',
      issuedAt: AT,
      expiresAt: certificate.notAfter,
      fingerprint: certificateFingerprint(certificate.der),
      lastValidatedAt: undefined,
    })
    expect(row?.fingerprint).toMatch(/^[0-9A-F]{64}$/)
    expect(await device.audit()).toMatchObject([{ action: 'certificate_installed', success: true }])
  })

  test('keeps the generation before and removes older ones', async () => {
    const made: Certificate[] = []
    for (let n = 0; n < 4; n++) {
      const keys = testKeyPair()
      const file = device.outside.write(`${n}.key`, encodePrivateKey(keys.privateKey))
      made.push(await device.certificate({ keys }))
      await device.install(made[n] as Certificate, { keyFile: file })
    }
    const generations = readdirSync(device.at('generations')).sort()
    expect(generations).toEqual(['3', '4'])
    expect(readlinkSync(device.at('current'))).toBe('generations/4')
    const kept = readFileSync(device.at(`generations/3/device_${ID}.crt`), 'utf8')
    expect(kept).toContain('BEGIN CERTIFICATE')
    const rows = await device.rows()
    expect(rows.filter(({ status }) => status === 'active')).toMatchObject([
      { serial: made[3]?.serialNumber },
    ])
  })

  test('may be repeated, and changes nothing that matters', async () => {
    const certificate = await device.provision()
    await device.install(certificate)
    expect(device.keyFits()).toBe(true)
    expect(await device.rows()).toMatchObject([{ status: 'active' }])
    expect((await device.validate()).valid).toBe(true)
  })

  test('finds the encrypted key without its passphrase, by the CSR beside it', async () => {
    const publicKey = await device.request(passphrase())
    const { privateKey } = testKeyPair()
    const { certificate } = ca.issue({ keys: { publicKey, privateKey } })
    await device.install(certificate)
    expect(device.certificateAt().der).toEqual(certificate.der)
    const foreign = ca.issue().certificate
    expect(await codeOf(device.install(foreign))).toBe('key_mismatch')
    expect(await codeOf(device.install(certificate, { passphrase: passphrase('wrong') }))).toBe(
      'passphrase_wrong',
    )
  })

  test('takes an encrypted key from elsewhere as it is, and never opens it on the disk', async () => {
    const keys = testKeyPair()
    const contents = protectKey(keys.privateKey, passphrase())
    const keyFile = device.outside.write('from-the-ca.key', contents)
    const certificate = await device.certificate({ keys })
    expect(await codeOf(device.install(certificate, { keyFile }))).toBe('passphrase_required')
    await device.install(certificate, { keyFile, passphrase: passphrase() })
    expect(readFileSync(device.at(KEY), 'utf8')).toBe(contents)
    expect(device.mode(KEY)).toBe('600')
  })

  test.each([
    ['PKCS#1', 'rsa-2048', { type: 'pkcs1', format: 'der' }],
    ['PKCS#8', 'rsa-2048', { type: 'pkcs8', format: 'der' }],
    [
      'encrypted PKCS#8',
      'p-256',
      { type: 'pkcs8', format: 'der', cipher: 'aes-256-cbc', passphrase: 'device passphrase' },
    ],
  ] as const)('takes a key in DER as %s and stores it as PEM', async (_, kind, form) => {
    const keys = testKeyPair(kind)
    const file = keys.privateKey.export(form)
    const keyFile = device.outside.write('key.der', file)
    const { certificate } = ca.issue({ keys })
    const remarks: string[] = []
    const secret = { passphrase: passphrase() }
    await device.install(certificate, {
      keyFile,
      ...secret,
      warn: (remark) => remarks.push(remark),
    })
    const stored = readFileSync(device.at(KEY), 'utf8')
    expect(parsePem(stored)[0]?.der).toEqual(file)
    expect(stored.includes('ENCRYPTED')).toBe('cipher' in form)
    expect((await device.validate({ passphrase: passphrase() })).valid).toBe(true)
    expect(remarks.map((remark) => remark.includes('without encryption'))).toEqual(
      'cipher' in form ? [] : [true],
    )
  })

  test('takes a plain key that lies in the folder as DER, and stores it as PEM', async () => {
    const { certificate, keys } = ca.issue()
    mkdirSync(device.folder, { mode: 0o700 })
    device.write(KEY, keys.privateKey.export({ type: 'pkcs8', format: 'der' }), 0o600)
    await device.install(certificate)
    expect(readFileSync(device.at(KEY), 'utf8')).toMatch(/^-----BEGIN PRIVATE KEY-----/)
    expect(device.keyFits()).toBe(true)
  })

  test('warns of a stale CRL, and of nothing when all is as it should be', async () => {
    const remarks: string[] = []
    const warn = (remark: string) => remarks.push(remark)
    await device.provision({ warn })
    expect(remarks).toEqual([])
    await device.provision({ warn, crls: [ca.crl({ nextUpdate: plus(AT, seconds(-1)) })] })
    expect(remarks).toEqual([expect.stringMatching(/stale \(crl_stale\)$/)])
  })

  test('lets a key go on waiting that is for another certificate', async () => {
    const certificate = await device.provision()
    const waiting = await device.request()
    await device.install(certificate)
    const next = await device.certificate({
      keys: { publicKey: waiting, privateKey: testKeyPair().privateKey },
    })
    await device.install(next)
    expect(device.certificateAt().der).toEqual(next.der)
  })

  test('takes the CRL in use along when none is given, and no older one', async () => {
    await device.provision({ crls: [ca.crl({ crlNumber: 7n })] })
    const certificate = await device.certificate()
    expect(await codeOf(device.install(certificate, { crls: [ca.crl({ crlNumber: 6n })] }))).toBe(
      'crl_not_newer',
    )
    await device.install(certificate, { crls: [] })
    expect(parseCertificateLists(readFileSync(device.at('crl.pem')))[0].crlNumber).toBe(7n)
    const later = await device.certificate()
    await device.install(later, { crls: [ca.crl({ crlNumber: 8n })] })
    expect(parseCertificateLists(readFileSync(device.at('crl.pem')))[0].crlNumber).toBe(8n)
  })

  test('takes no CRL of another CA along', async () => {
    await device.provision()
    const other = MockCa.create()
    const keys = testKeyPair()
    const keyFile = device.outside.write('other.key', encodePrivateKey(keys.privateKey))
    const { certificate } = other.issue({ keys })
    await device.install(certificate, { keyFile, trustAnchors: [other.certificate], crls: [] })
    expect((await device.validate()).valid).toBe(true)
  })
})
