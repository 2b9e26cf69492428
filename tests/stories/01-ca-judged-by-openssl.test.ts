import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import {
  extensionsInText,
  openssl,
  opensslAvailable,
  opensslCertificate,
  passphraseFile,
  ZcertHome,
  zcert,
  zcertOk,
} from '@zcert/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

const meta = { skipReason: 'there is no openssl 3' }
const DAY_MS = 86_400_000
const GUIDE = 'CN=Z-Monitor-CA,OU=IT,O=Hospital,L=City,ST=State,C=US'

interface CaResult {
  readonly serial: string
  readonly subject: string
  readonly notBefore: string
  readonly notAfter: string
  readonly fingerprint: string
  readonly crlAddress: string | null
  readonly extensions: readonly { name: string; critical: boolean; text: string }[]
}

/** Every file and folder below `root` with its permission bits. */
function modesBelow(root: string): Record<string, string> {
  const names = readdirSync(root, { recursive: true, encoding: 'utf8' }).sort()
  return Object.fromEntries(
    ['.', ...names].map((name) => [name, (statSync(join(root, name)).mode & 0o777).toString(8)]),
  )
}

function daysOf(path: string): number {
  const { notBefore, notAfter } = opensslCertificate(path)
  return (notAfter.getTime() - notBefore.getTime()) / DAY_MS
}

describe.skipIf(!opensslAvailable())('ca init, told nothing but the passphrase', { meta }, () => {
  let home: ZcertHome
  let ca: string
  beforeAll(async () => {
    home = await ZcertHome.create('--key', 'rsa-4096')
    ca = home.at('certs/ca.crt')
  })
  afterAll(() => home[Symbol.dispose]())

  test("makes a certificate with the guide's values", () => {
    const { text, subject, issuer, extensions } = opensslCertificate(ca)
    const id = extensions['Subject Key Identifier']
    expect({ subject, issuer }).toEqual({ subject: GUIDE, issuer: GUIDE })
    expect(text).toContain('Version: 3 (0x2)')
    expect(text).toContain('Public-Key: (4096 bit)')
    expect(text.match(/Signature Algorithm: sha256WithRSAEncryption/g)).toHaveLength(2)
    expect(daysOf(ca)).toBe(3650)
    expect(id).toMatch(/^([0-9A-F]{2}:){19}[0-9A-F]{2}$/)
    expect(extensions).toEqual({
      'Basic Constraints': 'critical CA:TRUE',
      'Key Usage': 'critical Certificate Sign, CRL Sign',
      'Subject Key Identifier': id,
      'Authority Key Identifier': id,
    })
  })

  test('its certificate verifies itself, also by the strict rules', () => {
    openssl(['verify', '-CAfile', ca, '-check_ss_sig', ca], { says: /: OK$/m })
    openssl(['verify', '-x509_strict', '-check_ss_sig', '-CAfile', ca, ca], { says: /: OK$/m })
  })

  test('openssl opens its key with the passphrase and with no other', () => {
    const key = home.at('private/ca.key')
    const wrong = passphraseFile(home.folder, 'wrong.pass', 'not the passphrase')
    const opened = ['pkey', '-in', key, '-pubout', '-passin']
    const { text } = openssl([...opened, `file:${home.passphraseFile}`])
    expect(text).toBe(opensslCertificate(ca).publicKey)
    openssl([...opened, `file:${wrong}`], { exitCode: 1, says: /Could not read key|bad decrypt/ })
    expect(readFileSync(key, 'utf8')).toMatch(/^-----BEGIN ENCRYPTED PRIVATE KEY-----\n/)
    const structure = openssl(['asn1parse', '-in', key]).text
    expect(structure).toContain(':PBES2')
    expect(structure).toContain(':aes-256-cbc')
    expect(structure).toContain(':hmacWithSHA256')
  })

  test("lays out the guide's folder with its modes", () => {
    expect(modesBelow(home.path)).toEqual({
      '.': '700',
      certs: '755',
      'certs/ca.crt': '644',
      crl: '755',
      'crl/crl.pem': '644',
      'index.txt': '644',
      'ledger.db': '600',
      newcerts: '755',
      private: '700',
      'private/ca.key': '600',
      'private/projection.json': '600',
      'private/projection.lock': expect.any(String),
      serial: '644',
      'zcert.yaml': '644',
    })
    expect(readFileSync(home.at('serial'), 'utf8')).toBe('1000\n')
    expect(readFileSync(home.at('index.txt'), 'utf8')).toBe('')
    expect(readdirSync(home.folder.path).sort()).toEqual(['ca.pass', 'home', 'wrong.pass'])
  })

  test('has a first CRL with number, AKI and a nextUpdate', () => {
    const crl = home.at('crl/crl.pem')
    const args = ['crl', '-in', crl, '-noout', '-text', '-CAfile', ca]
    const { text } = openssl(args, { says: /verify OK/ })
    expect(extensionsInText(text)).toEqual({
      'Authority Key Identifier': opensslCertificate(ca).extensions['Subject Key Identifier'],
      'CRL Number': '1',
    })
    expect(text).toContain('No Revoked Certificates.')
    const [from, to] = ['Last', 'Next'].map((which) =>
      Date.parse(new RegExp(`${which} Update: (.*)`).exec(text)?.[1] ?? ''),
    ) as [number, number]
    expect((to - from) / DAY_MS).toBe(7)
  })

  test("ca show tells what the guide's step 4 looks for, as openssl reads it", async () => {
    const read = opensslCertificate(ca)
    const shown = (await zcertOk(home.on('ca', 'show', '--json'))).json<CaResult>()
    expect(shown).toMatchObject({
      serial: read.serial,
      subject: read.subject,
      issuer: read.issuer,
      fingerprint: read.fingerprint,
      crlAddress: null,
    })
    expect([new Date(shown.notBefore), new Date(shown.notAfter)]).toEqual([
      read.notBefore,
      read.notAfter,
    ])
    expect(shown.extensions.map(({ name, critical }) => [name, critical])).toEqual([
      ['basicConstraints', true],
      ['keyUsage', true],
      ['subjectKeyIdentifier', false],
      ['authorityKeyIdentifier', false],
    ])
    const { stdout } = await zcertOk(home.on('ca', 'show'))
    expect(stdout).toContain('basicConstraints: critical, CA:TRUE')
    expect(stdout).toContain('keyUsage: critical, keyCertSign, cRLSign')
    expect(stdout).toMatch(/CRL address: none/)
  })
})

describe.skipIf(!opensslAvailable())('ca init with options', { meta }, () => {
  test.each([
    ['p-256', 'prime256v1', 'ecdsa-with-SHA256'],
    ['p-384', 'secp384r1', 'ecdsa-with-SHA384'],
  ])('--key %s makes a CA that openssl verifies', async (key, curve, signature) => {
    using home = await ZcertHome.create('--key', key)
    const ca = home.at('certs/ca.crt')
    const { text } = opensslCertificate(ca)
    expect(text).toContain(`ASN1 OID: ${curve}`)
    expect(text.match(new RegExp(`Signature Algorithm: ${signature}$`, 'gm'))).toHaveLength(2)
    openssl(['verify', '-x509_strict', '-check_ss_sig', '-CAfile', ca, ca], { says: /: OK$/m })
    openssl(['crl', '-in', home.at('crl/crl.pem'), '-noout', '-CAfile', ca], { says: /verify OK/ })
  })

  test('--subject is written as it was given, in the string types that openssl ca expects', async () => {
    const subject = '/C=DE/ST=Köln/L=Köln-Deutz/O=Klinik Ost \\/ West, gGmbH/OU=IT/CN=Klinik-CA'
    using home = await ZcertHome.create('--subject', subject)
    const ca = home.at('certs/ca.crt')
    const read = opensslCertificate(ca)
    const name = 'CN=Klinik-CA,OU=IT,O=Klinik Ost / West\\, gGmbH,L=Köln-Deutz,ST=Köln,C=DE'
    expect([read.subject, read.issuer]).toEqual([name, name])
    const strings = openssl(['asn1parse', '-in', ca]).text.match(/(PRINTABLE|UTF8|T61|BMP)STRING/g)
    expect(strings).toEqual(
      Array(2)
        .fill(['PRINTABLESTRING', ...Array(5).fill('UTF8STRING')])
        .flat(),
    )
    await zcertOk(home.on('device', 'add', 'ZM-001'))
    const out = home.folder.at('out')
    await zcertOk(home.signing('cert', 'issue', 'ZM-001', '--out', out, '--key-unencrypted'))
    expect(opensslCertificate(join(out, 'device_ZM-001.crt')).subject).toBe(
      'CN=Z-Monitor-ZM-001,OU=Medical-Devices,O=Klinik Ost / West\\, gGmbH,L=Köln-Deutz,ST=Köln,C=DE',
    )
  })

  test('--days is the validity to the second, and no certificate outlives its CA', async () => {
    using home = await ZcertHome.create('--days', '30')
    expect(daysOf(home.at('certs/ca.crt'))).toBe(30)
    await zcertOk(home.on('device', 'add', 'ZM-001'))
    const out = home.folder.at('out')
    await zcertOk(home.signing('cert', 'issue', 'ZM-001', '--out', out, '--key-unencrypted'))
    expect(opensslCertificate(join(out, 'device_ZM-001.crt')).notAfter).toEqual(
      opensslCertificate(home.at('certs/ca.crt')).notAfter,
    )
  })

  test('--public-url stands in ca show and never in the CA certificate itself', async () => {
    using home = await ZcertHome.create('--public-url', 'http://pki.hospital.example/')
    const { stdout } = await zcertOk(home.on('ca', 'show'))
    expect(stdout).toContain('CRL address: http://pki.hospital.example/crl/ca.crl')
    expect(Object.keys(opensslCertificate(home.at('certs/ca.crt')).extensions)).toHaveLength(4)
  })

  test.each([
    ['https://pki.hospital.example', 'ca_configuration_invalid', 1],
    ['http://user@pki.hospital.example', 'ca_configuration_invalid', 1],
    ['http://pki.hospital.example/?x', 'ca_configuration_invalid', 1],
    ['http://pki.hospital.example/"', 'ca_configuration_invalid', 1],
    ['pki.hospital.example', 'ca_configuration_invalid', 1],
  ])('--public-url %s is refused and leaves nothing', async (url, code, exitCode) => {
    using home = await ZcertHome.create()
    const other = home.folder.at('other')
    const words = ['ca', 'init', '--home', other, '--passphrase-file', home.passphraseFile]
    const run = await zcert([...words, '--key', 'p-256', '--public-url', url])
    expect([run.exitCode, run.code]).toEqual([exitCode, code])
    expect(readdirSync(home.folder.path).sort()).toEqual(['ca.pass', 'home'])
  })
})
