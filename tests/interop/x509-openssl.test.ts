import { sign } from 'node:crypto'
import {
  MockCa,
  openssl,
  opensslAvailable,
  TemporaryFolder,
  type TestKeyKind,
  testKeyPair,
} from '@zcert/testkit'
import {
  type Certificate,
  checkRequest,
  type DeviceId,
  deviceIdentityOf,
  encodeCertificationRequest,
  encodeCertificationRequestInfo,
  encodePem,
  formatName,
  parseCertificates,
  parseCertificationRequest,
  parseCertificationRequestFile,
  parseSlashName,
  requestedExtensions,
  requestedSubject,
  signingAlgorithmFor,
  verifyProofOfPossession,
  Z_MONITOR,
} from '@zcert/x509'
import { afterAll, describe, expect, test } from 'vitest'

const folder = new TemporaryFolder()
afterAll(() => folder[Symbol.dispose]())

const KINDS: readonly TestKeyKind[] = ['rsa-2048', 'p-256', 'p-384']
const DEVICE = 'ZM-001' as DeviceId
const SUBJECT = '/C=US/ST=State/L=City/O=Hospital/OU=Medical-Devices/CN=Z-Monitor-ZM-001'
const issuer = parseSlashName('/C=US/ST=State/L=City/O=Hospital/OU=IT/CN=Z-Monitor-CA')

/** The guide's configuration, word for word, for one device. */
const GUIDE_CONFIG = `[req]
distinguished_name = req_distinguished_name
req_extensions = v3_req

[v3_req]
basicConstraints = CA:FALSE
keyUsage = digitalSignature,keyEncipherment
extendedKeyUsage = clientAuth
subjectAltName = @alt_names

[alt_names]
DNS.1 = device-ZM-001
otherName.1 = 1.3.6.1.4.1.12345.1.1;UTF8:ZM-001

[req_distinguished_name]
`

const at = '2026-11-24T12:00:00Z'
const attime = ['-attime', String(Date.parse(at) / 1000)]

function pem(name: string, certificate: Certificate): string {
  return folder.write(name, encodePem('CERTIFICATE', certificate.der))
}

/** Every value of a DER file lies where `openssl asn1parse` looks for it. */
function asn1parse(der: Uint8Array): string {
  return openssl(['asn1parse', '-inform', 'DER'], { input: der, says: /^\s+0:d=0/ }).text
}

describe.skipIf(!opensslAvailable())(
  'openssl',
  { meta: { skipReason: 'there is no openssl 3' } },
  () => {
    test.each(KINDS)('reads and verifies a CSR of ours with a key of kind %s', (kind) => {
      const { privateKey, publicKey } = testKeyPair(kind)
      const { identifier, digest } = signingAlgorithmFor(publicKey.kind)
      const extensions = requestedExtensions(DEVICE, publicKey)
      const info = encodeCertificationRequestInfo(requestedSubject(DEVICE), publicKey, extensions)
      const csr = encodeCertificationRequest(info, identifier, sign(digest, info, privateKey))
      const file = folder.write('ours.csr', encodePem('CERTIFICATE REQUEST', csr))

      const { text } = openssl(['req', '-in', file, '-verify', '-text', '-noout'], {
        says: /self-signature verify OK/i,
      })
      expect(text).toMatch(/Subject: OU\s?=\s?Medical-Devices, CN\s?=\s?Z-Monitor-ZM-001/)
      expect(text).toMatch(/Extended Key Usage:\s+TLS Web Client Authentication/)
      expect(text).toMatch(/DNS:device-ZM-001, othername: ?1\.3\.6\.1\.4\.1\.12345\.1\.1::ZM-001/)
      expect(asn1parse(csr)).toContain('X509v3 Subject Alternative Name')

      const changed = Buffer.from(csr)
      changed[changed.indexOf('ZM-001') + 5] = 0x32
      openssl(['req', '-inform', 'DER', '-verify', '-noout'], {
        input: changed,
        says: /verify failure/i,
        exitCode: openssl(['version']).text.startsWith('OpenSSL 3.0') ? 0 : 1,
      })
    })

    test('reads a CSR of ours that asks for no extensions', () => {
      const { privateKey, publicKey } = testKeyPair()
      const info = encodeCertificationRequestInfo(requestedSubject(DEVICE), publicKey, [])
      const { identifier, digest } = signingAlgorithmFor(publicKey.kind)
      const csr = encodeCertificationRequest(info, identifier, sign(digest, info, privateKey))
      const says = /self-signature verify OK/i
      openssl(['req', '-inform', 'DER', '-verify', '-noout'], { input: csr, says })
      expect(parseCertificationRequest(csr).extensions.list).toEqual([])
    })

    test.each([
      ['rsa-2048', ['-newkey', 'rsa:2048']],
      ['p-256', ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256']],
      ['p-384', ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-384']],
    ])("makes a CSR with the guide's configuration that we accept, %s", (kind, newKey) => {
      const config = folder.write('guide.cnf', GUIDE_CONFIG)
      const [key, out] = [folder.at(`${kind}.key`), folder.at(`${kind}.csr`)]
      openssl([
        ...['req', '-new', '-nodes', ...newKey, '-keyout', key, '-out', out],
        ...['-subj', SUBJECT, '-config', config],
      ])
      const csr = parseCertificationRequestFile(folder.read(`${kind}.csr`))
      verifyProofOfPossession(csr)
      expect(formatName(csr.subject)).toBe(
        'CN=Z-Monitor-ZM-001,OU=Medical-Devices,O=Hospital,L=City,ST=State,C=US',
      )
      expect(deviceIdentityOf(csr)).toBe(DEVICE)
      expect(csr.extensions).toMatchObject({
        basicConstraints: { ca: false },
        keyUsage: ['digitalSignature', 'keyEncipherment'],
        extendedKeyUsage: ['1.3.6.1.5.5.7.3.2'],
      })
      const identity = { kind: 'device', deviceId: DEVICE } as const
      expect(checkRequest({ csr, identity, profile: Z_MONITOR, issuer })).toEqual([])
    })

    test('makes a CSR for a CA that we refuse', () => {
      const config = folder.write('ca.cnf', GUIDE_CONFIG.replace('CA:FALSE', 'critical,CA:TRUE'))
      const made = openssl([
        ...['req', '-new', '-nodes', '-newkey', 'rsa:2048', '-keyout', folder.at('ca-csr.key')],
        ...['-subj', SUBJECT, '-config', config, '-outform', 'DER'],
      ])
      const csr = parseCertificationRequest(made.stdout)
      const identity = { kind: 'device', deviceId: DEVICE } as const
      const findings = checkRequest({ csr, identity, profile: Z_MONITOR, issuer })
      expect(findings.map(({ code }) => code)).toEqual(['csr_conflict'])
    })

    test.each(KINDS)('shows the values of the guide in a CA and a device, %s', (kind) => {
      const ca = MockCa.create({}, kind)
      const { certificate } = ca.issue({ keys: testKeyPair(kind) })
      const show = (file: string) => openssl(['x509', '-in', file, '-text', '-noout']).text

      const caText = show(pem('ca.pem', ca.certificate))
      expect(caText).toMatch(/Version: 3/)
      expect(caText).toMatch(/Basic Constraints: critical\s+CA:TRUE/)
      expect(caText).toMatch(/Key Usage: critical\s+Certificate Sign, CRL Sign\n/)
      expect(caText).toMatch(
        /Subject: C ?= ?US, ST ?= ?State, L ?= ?City, O ?= ?Hospital, OU ?= ?IT/,
      )
      expect(caText).toMatch(/Not After : Nov 20 12:00:00 2036 GMT/)

      const text = show(pem('device.pem', certificate))
      expect(text).toMatch(/Basic Constraints:\s+CA:FALSE/)
      expect(text).toMatch(
        kind === 'rsa-2048'
          ? /Key Usage: ?\n\s+Digital Signature, Key Encipherment\n/
          : /Key Usage: ?\n\s+Digital Signature\n/,
      )
      expect(text).toMatch(/Extended Key Usage: ?\n\s+TLS Web Client Authentication\n/)
      expect(text).toMatch(/Alternative Name: ?\n\s+DNS:device-ZM-001, othername:.*::ZM-001\n/)
      expect(text).toMatch(/OU ?= ?Medical-Devices, CN ?= ?Z-Monitor-ZM-001\n/)
      expect(text).toMatch(/Not After : Nov 23 12:00:00 2027 GMT/)
      expect(text).not.toMatch(/critical/)

      const keyId = /Subject Key Identifier: ?\n\s+([0-9A-F:]{59})\n/.exec(caText)?.[1]
      expect(text).toContain(keyId)
      asn1parse(ca.certificate.der)
      asn1parse(certificate.der)
    })

    test.each(KINDS)('verifies a device below its CA, strictly as well, %s', (kind) => {
      const root = MockCa.create({}, kind)
      const sub = root.subordinate({ keys: testKeyPair(kind) })
      const ca = pem('root.pem', root.certificate)
      const device = pem('device.pem', root.issue({ keys: testKeyPair(kind) }).certificate)
      const below = pem('below.pem', sub.issue().certificate)
      const untrusted = ['-untrusted', pem('sub.pem', sub.certificate)]
      const verify = ['verify', ...attime, '-CAfile', ca]
      openssl([...verify, device], { says: /OK/ })
      openssl([...verify, '-x509_strict', '-purpose', 'sslclient', device], { says: /OK/ })
      openssl([...verify, ...untrusted, below], { says: /OK/ })
    })

    test('refuses what we refuse: another CA of the name, another purpose, another time', () => {
      const root = MockCa.create()
      const device = pem('device.pem', root.issue().certificate)
      const verify = (ca: MockCa, ...more: string[]) => [
        ...['verify', '-CAfile', pem('other.pem', ca.certificate), ...more, device],
      ]
      const exitCode = 2
      openssl(verify(MockCa.create(), ...attime), { exitCode, says: /error/ })
      const asServer = verify(root, ...attime, '-purpose', 'sslserver')
      openssl(asServer, { exitCode, says: /purpose/ })
      openssl(verify(root, '-attime', '2000000000'), { exitCode, says: /expired/ })
    })

    test("makes a CA with the guide's command that we read, key identifiers and all", () => {
      const config = folder.write(
        'guide-ca.cnf',
        `[req]
distinguished_name = req_distinguished_name
x509_extensions = v3_ca
[v3_ca]
basicConstraints = critical,CA:TRUE
keyUsage = critical,keyCertSign,cRLSign
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid:always,issuer:always
[req_distinguished_name]
`,
      )
      openssl(['genrsa', '-out', folder.at('guide-ca.key'), '2048'])
      openssl([
        ...['req', '-new', '-x509', '-days', '3650', '-key', folder.at('guide-ca.key')],
        ...['-out', folder.at('guide-ca.crt'), '-extensions', 'v3_ca', '-config', config],
        ...['-subj', '/C=US/ST=State/L=City/O=Hospital/OU=IT/CN=Z-Monitor-CA'],
      ])
      const [ca] = parseCertificates(folder.read('guide-ca.crt'))
      expect(ca.extensions).toMatchObject({
        basicConstraints: { ca: true },
        keyUsage: ['keyCertSign', 'cRLSign'],
        authorityKeyIdentifier: {
          keyIdentifier: ca.extensions.subjectKeyIdentifier,
          serialNumber: ca.serialNumber,
        },
      })
      const fingerprint = openssl([
        ...['x509', '-in', folder.at('guide-ca.crt'), '-noout', '-serial'],
      ]).text
      expect(fingerprint.trim()).toBe(`serial=${ca.serialNumber}`)
    })
  },
)
