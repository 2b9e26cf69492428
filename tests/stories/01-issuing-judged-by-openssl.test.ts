import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import {
  openssl,
  opensslAvailable,
  opensslCertificate,
  passphraseFile,
  ZcertHome,
  zcertOk,
} from '@zcert/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

const meta = { skipReason: 'there is no openssl 3' }
const URL_BASE = 'http://pki.hospital.example'
const DAY_MS = 86_400_000

interface CertificateRow {
  readonly serial: string
  readonly deviceId: string
  readonly status: string
  readonly fingerprint: string
}

describe.skipIf(!opensslAvailable())('cert issue, judged by openssl', { meta }, () => {
  let home: ZcertHome
  let keyPassphrase: string
  beforeAll(async () => {
    home = await ZcertHome.create('--public-url', URL_BASE)
    keyPassphrase = passphraseFile(home.folder, 'key.pass', 'a device passphrase: ÄÖÜ #1')
    for (const id of ['ZM-001', 'ZM-002', 'ZM-003', 'ZM-004', 'A', 'Z'.repeat(48)])
      await zcertOk(home.on('device', 'add', id))
  })
  afterAll(() => home[Symbol.dispose]())

  /** Issues for a device and names the files. */
  async function issue(id: string, ...words: string[]) {
    const out = home.folder.at(`out-${id}-${Math.random()}`)
    const run = await zcertOk(home.signing('cert', 'issue', id, '--out', out, '--json', ...words))
    const files = {
      key: join(out, `device_${id}.key`),
      certificate: join(out, `device_${id}.crt`),
      bundle: join(out, `device_${id}_bundle.pem`),
      ca: join(out, 'ca.crt'),
    }
    return { out, files, row: run.json<CertificateRow & { files: object }>() }
  }

  test.each([
    ['ZM-001', [], 'Digital Signature, Key Encipherment', 'Public-Key: (2048 bit)'],
    ['ZM-002', ['--key', 'p-256'], 'Digital Signature', 'NIST CURVE: P-256'],
    ['ZM-003', ['--key', 'p-384'], 'Digital Signature', 'NIST CURVE: P-384'],
  ])("%s %j has every extension of the guide's, none critical", async (id, key, usage, kind) => {
    const { files } = await issue(id, ...key, '--key-passphrase-file', keyPassphrase)
    const { text, extensions, subject, issuer, serial, ...read } = opensslCertificate(
      files.certificate,
    )
    const ca = opensslCertificate(home.at('certs/ca.crt'))
    expect(extensions).toEqual({
      'Basic Constraints': 'CA:FALSE',
      'Key Usage': usage,
      'Extended Key Usage': 'TLS Web Client Authentication',
      'Subject Alternative Name': `DNS:device-${id}, othername: 1.3.6.1.4.1.12345.1.1::${id}`,
      'Authority Key Identifier': ca.extensions['Subject Key Identifier'],
      'Subject Key Identifier': expect.stringMatching(/^([0-9A-F]{2}:){19}[0-9A-F]{2}$/),
      'CRL Distribution Points': `Full Name: URI:${URL_BASE}/crl/ca.crl`,
      'Authority Information Access': `OCSP - URI:${URL_BASE}/ocsp CA Issuers - URI:${URL_BASE}/ca.crt`,
    })
    expect(text).toContain('Version: 3 (0x2)')
    expect(text).toContain(kind)
    expect(subject).toBe(`CN=Z-Monitor-${id},OU=Medical-Devices,O=Hospital,L=City,ST=State,C=US`)
    expect(issuer).toBe(ca.subject)
    expect((read.notAfter.getTime() - read.notBefore.getTime()) / DAY_MS).toBe(365)
    expect(read.notBefore.getTime()).toBeLessThanOrEqual(Date.now())
    expect(serial).toMatch(/^[0-9A-F]{24,32}$/)
  })

  test('openssl verifies it for a client, strictly and with the CRL, and not for a server', async () => {
    const { files } = await issue('ZM-004', '--key-unencrypted')
    const crl = ['-crl_check', '-CRLfile', home.at('crl/crl.pem')]
    const verify = ['verify', '-CAfile', files.ca]
    for (const more of [[], ['-x509_strict'], ['-purpose', 'sslclient'], crl])
      openssl([...verify, ...more, files.certificate], { says: /: OK$/m })
    openssl([...verify, '-purpose', 'sslserver', files.certificate], {
      exitCode: 2,
      says: /unsuitable certificate purpose|unsupported certificate purpose/,
    })
    openssl([...verify, '-untrusted', files.bundle, files.bundle], { says: /: OK$/m })
  })

  test('an ID of one and of 48 characters is carried whole', async () => {
    for (const id of ['A', 'Z'.repeat(48)]) {
      const { files } = await issue(id, '--key-unencrypted', '--key', 'p-256')
      const { extensions, subject } = opensslCertificate(files.certificate)
      expect(extensions['Subject Alternative Name']).toBe(
        `DNS:device-${id}, othername: 1.3.6.1.4.1.12345.1.1::${id}`,
      )
      expect(subject).toMatch(new RegExp(`^CN=Z-Monitor-${id},`))
    }
  })

  test.each([[[]], [['--key', 'p-256']], [['--key', 'p-384']]])(
    'openssl opens the encrypted key of %j with its passphrase, and it is the one of its certificate',
    async (key) => {
      const { files } = await issue('ZM-001', ...key, '--key-passphrase-file', keyPassphrase)
      const opened = ['pkey', '-in', files.key, '-pubout', '-passin']
      const { text } = openssl([...opened, `file:${keyPassphrase}`])
      expect(text).toBe(opensslCertificate(files.certificate).publicKey)
      openssl([...opened, 'pass:something else'], { exitCode: 1 })
      openssl(['pkey', '-in', files.key, '-passin', `file:${keyPassphrase}`, '-check', '-noout'], {
        says: /Key is valid/,
      })
      expect(openssl(['asn1parse', '-in', files.key]).text).toContain(':aes-256-cbc')
    },
  )

  test('openssl opens the unencrypted key, which was said to be one', async () => {
    const { files } = await issue('ZM-001', '--key-unencrypted')
    const { text } = openssl(['pkey', '-in', files.key, '-pubout'])
    expect(text).toBe(opensslCertificate(files.certificate).publicKey)
    expect(readFileSync(files.key, 'utf8')).toMatch(/^-----BEGIN PRIVATE KEY-----\n/)
  })

  test('the folder holds the four files of the guide with their modes and nothing else', async () => {
    const { out, files, row } = await issue('ZM-001', '--key-unencrypted')
    const mode = (path: string) => (statSync(path).mode & 0o777).toString(8)
    expect(readdirSync(out).sort()).toEqual(
      ['ca.crt', 'device_ZM-001.crt', 'device_ZM-001.key', 'device_ZM-001_bundle.pem'].sort(),
    )
    expect([out, files.key, files.certificate, files.bundle, files.ca].map(mode)).toEqual([
      '700',
      '600',
      '644',
      '644',
      '644',
    ])
    const [leaf, ca] = [files.certificate, files.ca].map((path) => readFileSync(path, 'utf8'))
    expect(readFileSync(files.bundle, 'utf8')).toBe(`${leaf}${ca}`)
    expect(ca).toBe(readFileSync(home.at('certs/ca.crt'), 'utf8'))
    expect(Object.values(row.files)).toEqual(expect.arrayContaining(Object.values(files)))
  })

  test('serial, fingerprint and text of the inventory are those that openssl reads', async () => {
    const { files, row } = await issue('ZM-002', '--key', 'p-256', '--key-unencrypted')
    const { serial, fingerprint, subject } = opensslCertificate(files.certificate)
    expect([row.serial, row.fingerprint]).toEqual([serial, fingerprint])
    const shown = await zcertOk(home.on('cert', 'show', serial.toLowerCase(), '--json'))
    expect(shown.json()).toMatchObject({ serial, fingerprint, subject, deviceId: 'ZM-002' })
    const pem = (await zcertOk(home.on('cert', 'show', serial, '--pem'))).stdout
    expect(pem).toBe(readFileSync(files.certificate, 'utf8'))
    expect(readFileSync(home.at(`newcerts/${serial}.pem`), 'utf8')).toBe(pem)
    const { certificates } = (await zcertOk(home.on('cert', 'list', '--json'))).json<{
      certificates: CertificateRow[]
    }>()
    expect(certificates.filter((one) => one.serial === serial)).toEqual([
      expect.objectContaining({ fingerprint, status: 'pending_activation' }),
    ])
    expect(new Set(certificates.map((one) => one.serial)).size).toBe(certificates.length)
  })

  test('device add, list and show tell what was registered and certified', async () => {
    const facts = ['--serial', 'SN-77', '--site', 'Haus 3', '--ward', 'ICU', '--label', 'Bett 4']
    const added = await zcertOk(home.on('device', 'add', 'ZM-777', ...facts, '--json'))
    const device = {
      deviceId: 'ZM-777',
      status: 'registered',
      type: 'Z-Monitor',
      serial: 'SN-77',
      site: 'Haus 3',
      ward: 'ICU',
      label: 'Bett 4',
    }
    expect(added.json()).toMatchObject(device)
    const first = await issue('ZM-777', '--key', 'p-256', '--key-unencrypted')
    expect(first.row.status).toBe('active')
    const second = await issue('ZM-777', '--key', 'p-256', '--key-unencrypted')
    expect(second.row.status).toBe('pending_activation')
    const shown = (await zcertOk(home.on('device', 'show', 'ZM-777', '--json'))).json<{
      certificates: CertificateRow[]
    }>()
    expect(shown).toMatchObject({ ...device, status: 'active' })
    expect(shown.certificates.map(({ serial }) => serial).sort()).toEqual(
      [first.row.serial, second.row.serial].sort(),
    )
    const text = (await zcertOk(home.on('device', 'list'))).stdout
    expect(text).toMatch(/^ZM-777 +active +Z-Monitor +SN-77 +Haus 3 +ICU$/m)
    const activated = await zcertOk(home.on('cert', 'activate', second.row.serial, '--json'))
    expect(activated.json()).toMatchObject({ status: 'active' })
    const old = await zcertOk(home.on('cert', 'show', first.row.serial, '--json'))
    expect(old.json()).toMatchObject({ status: 'expired' })
  })

  test('cert verify agrees with openssl on what was issued, and its checklist is complete', async () => {
    const { files } = await issue('ZM-001', '--key-unencrypted')
    const words = ['cert', 'verify', files.certificate, '--ca', files.ca, '--device-id', 'ZM-001']
    const checks = ['--crl', home.at('crl/crl.pem'), '--require', 'serial,revocation,device-id']
    const run = await zcertOk([...home.on(...words), ...checks, '--json'])
    const { valid, code, steps } = run.json<{
      valid: boolean
      code: string
      steps: { step: string; result: string }[]
    }>()
    expect([valid, code]).toEqual([true, 'valid'])
    expect(steps.map(({ step, result }) => `${step} ${result}`)).toEqual([
      'validity pass',
      'chain pass',
      'device-id pass',
      'purpose pass',
      'serial pass',
      'revocation pass',
    ])
    const bundle = await zcertOk(['cert', 'verify', files.bundle, '--ca', files.ca])
    expect(bundle.stdout).toMatch(/serial +not checked \(needs the CA's home\)/)
    expect(bundle.stdout).toMatch(/\nvalid\n$/)
  })

  test('the audit log tells of every certificate', async () => {
    const { stdout } = await zcertOk(home.on('audit', 'verify'))
    expect(stdout).toMatch(/the audit log is intact: \d+ events, \d+ certificates and \d+ devices/)
  })
})
