import { MockCa, openssl, opensslAvailable, TemporaryFolder, testKeyPair } from '@zcert/testkit'
import {
  crlRevocation,
  encodePem,
  findRevoked,
  type Instant,
  parseCertificateLists,
  parseInstant,
  REVOCATION_REASONS,
  type RevocationReason,
  revokedCertificatesOf,
  type SerialNumber,
} from '@zcert/x509'
import { afterAll, describe, expect, test } from 'vitest'

const folder = new TemporaryFolder()
afterAll(() => folder[Symbol.dispose]())

const AT = parseInstant('2026-11-24T12:00:00Z')
const attime = ['-attime', String(AT)]
const REASONS = Object.keys(REVOCATION_REASONS) as RevocationReason[]

function files(ca: MockCa, crl = ca.crl()) {
  const { certificate } = ca.issue({ keys: testKeyPair() })
  return {
    ca: folder.write('ca.pem', encodePem('CERTIFICATE', ca.certificate.der)),
    crl: folder.write('crl.pem', encodePem('X509 CRL', crl.der)),
    good: folder.write('good.pem', encodePem('CERTIFICATE', certificate.der)),
  }
}

/** An `openssl ca` folder with one CA and its configuration; its `-gencrl` is what we read. */
function opensslCa(): string[] {
  const config = folder.write(
    'ca.cnf',
    `[ca]
default_ca = CA_default
[CA_default]
database = ${folder.write('index.txt', '')}
crlnumber = ${folder.write('crlnumber', '1000\n')}
default_md = sha256
default_crl_days = 7
crl_extensions = crl_ext
[crl_ext]
authorityKeyIdentifier = keyid:always
`,
  )
  const [key, certificate] = [folder.at('oca.key'), folder.at('oca.crt')]
  openssl([
    ...['req', '-new', '-x509', '-nodes', '-newkey', 'rsa:2048', '-keyout', key],
    ...['-out', certificate, '-days', '3650', '-subj', '/C=US/O=Hospital/CN=Z-Monitor-CA'],
  ])
  return ['-config', config, '-keyfile', key, '-cert', certificate]
}

describe.skipIf(!opensslAvailable())(
  'openssl',
  { meta: { skipReason: 'there is no openssl 3' } },
  () => {
    test.each(['rsa-2048', 'p-256', 'p-384'] as const)(
      'shows number, key identifier and times of a CRL of ours, %s',
      (kind) => {
        const ca = MockCa.create({}, kind)
        const paths = files(ca, ca.crl({ crlNumber: 0xffn }))
        const { text } = openssl(
          ['crl', '-in', paths.crl, '-text', '-noout', '-verify', '-CAfile', paths.ca],
          { says: /verify OK/ },
        )
        expect(text).toMatch(/Version 2/)
        expect(text).toMatch(/CRL Number: ?\n\s+255\n/)
        expect(text).toMatch(/Authority Key Identifier: ?\n\s+(keyid:)?[0-9A-F]{2}:/)
        expect(text).toMatch(/Last Update: Nov 23 12:00:00 2026 GMT/)
        expect(text).toMatch(/Next Update: Nov 30 12:00:00 2026 GMT/)
        expect(text).toMatch(/No Revoked Certificates/)
        openssl(['asn1parse', '-in', paths.crl], { says: /X509v3 CRL Number/ })
      },
    )

    test('accepts the good and refuses the revoked, as we do', () => {
      const ca = MockCa.create()
      const bad = ca.issue()
      const { serialNumber } = bad.certificate
      const entry = { serialNumber, revocationDate: AT, reason: 'keyCompromise' } as const
      const crl = ca.crl({ revoked: [entry] })
      const paths = files(ca, crl)
      const revoked = folder.write('bad.pem', encodePem('CERTIFICATE', bad.certificate.der))
      const verify = ['verify', ...attime, '-crl_check', '-CAfile', paths.ca, '-CRLfile', paths.crl]
      openssl([...verify, paths.good], { says: /OK/ })
      openssl([...verify, revoked], { exitCode: 2, says: /certificate revoked/ })
      expect(
        crlRevocation([crl])({
          certificate: bad.certificate,
          issuer: ca.certificate,
          depth: 0,
          at: AT,
        }).status,
      ).toBe('revoked')
    })

    test('refuses a stale CRL and one signed by another, as we do', () => {
      const ca = MockCa.create()
      const stale = files(ca, ca.crl({ nextUpdate: (AT - 1) as Instant }))
      const verify = (paths: typeof stale) => [
        ...['verify', ...attime, '-crl_check', '-CAfile', paths.ca, '-CRLfile', paths.crl],
        paths.good,
      ]
      openssl(verify(stale), { exitCode: 2, says: /CRL has expired/ })
      openssl(verify(files(ca, MockCa.create().crl())), { exitCode: 2, says: /CRL/ })
    })

    test('reads serial numbers of every shape and every reason from a CRL of ours', () => {
      const ca = MockCa.create()
      const serials = ['01', '7F', '80', 'FF', '0100', '8000', 'F0E1D2C3B4A5968778695A4B3C2D1E0F']
      serials.push('7FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF', '1234', '9999')
      const revoked = serials.map((serial, at) => ({
        serialNumber: serial as SerialNumber,
        revocationDate: at % 2 === 0 ? AT : parseInstant('2050-01-01T00:00:00Z'),
        reason: REASONS[at % REASONS.length] as RevocationReason,
      }))
      const crl = ca.crl({ revoked })
      const { text } = openssl(['crl', '-inform', 'DER', '-text', '-noout'], { input: crl.der })
      const shown = [...text.matchAll(/Serial Number: ([0-9A-F]+)/g)].map((found) => found[1])
      expect(shown).toEqual(serials)
      expect(text).toMatch(/Revocation Date: Jan +1 00:00:00 2050 GMT/)
      expect([...revokedCertificatesOf(crl)]).toEqual(revoked)
      for (const word of ['Key Compromise', 'CA Compromise', 'Superseded', 'Certificate Hold']) {
        expect(text).toContain(word)
      }
    })

    test('makes CRLs that we read, empty and with every reason it knows', () => {
      const ca = opensslCa()
      const reasons = ['unspecified', 'keyCompromise', 'CACompromise', 'affiliationChanged']
      reasons.push('superseded', 'cessationOfOperation', 'certificateHold')
      openssl(['ca', ...ca, '-gencrl', '-out', folder.at('empty.pem')])
      const [empty] = parseCertificateLists(folder.read('empty.pem'))
      expect([...revokedCertificatesOf(empty)]).toEqual([])
      expect(empty).toMatchObject({ crlNumber: 0x1000n, isDelta: false })

      const lines = reasons.map(
        (reason, at) =>
          `R\t361120120000Z\t26112312000${at}Z,${reason}\tAB0${at}\tunknown\t/CN=device-${at}\n`,
      )
      folder.write('index.txt', lines.join(''))
      openssl(['ca', ...ca, '-gencrl', '-out', folder.at('full.pem')])
      const [full] = parseCertificateLists(folder.read('full.pem'))
      expect(full.crlNumber).toBe(0x1001n)
      expect([...revokedCertificatesOf(full)].map(({ reason }) => reason.toLowerCase())).toEqual(
        reasons.map((reason) => reason.toLowerCase()),
      )
      expect(findRevoked(full, 'AB03' as SerialNumber)?.revocationDate).toBe(
        parseInstant('2026-11-23T12:00:03Z'),
      )
    })

    test('reads a PEM of ours whatever its length', () => {
      const ca = MockCa.create()
      for (let extra = 0; extra < 49; extra++) {
        const revoked = [
          {
            serialNumber: `7F${'AB'.repeat(extra % 17)}` as SerialNumber,
            revocationDate: AT,
            reason: 'unspecified',
          },
        ] as const
        const input = encodePem('X509 CRL', ca.crl({ revoked, crlNumber: 2n ** BigInt(extra) }).der)
        openssl(['crl', '-noout', '-crlnumber'], { input, says: /crlNumber/ })
      }
    })
  },
)
