import { testKeyPair } from '@zcert/testkit'
import { describe, expect, test } from 'vitest'
import { DerReader } from '../der/der-reader.ts'
import { encodeValue } from '../der/der-writer.ts'
import { TAG } from '../der/tags.ts'
import type { DeviceId } from '../device-id.ts'
import { X509Error } from '../errors.ts'
import {
  type CertificateExtensions,
  readKnownExtensions,
} from '../extensions/certificate-extensions.ts'
import { readExtensions } from '../extensions/extension.ts'
import { readGeneralNames } from '../extensions/general-name.ts'
import { readName } from '../name/name.ts'
import { formatName, parseSlashName } from '../name/name-text.ts'
import { ACCESS_METHOD, DEVICE_ID_NAME, KEY_PURPOSE } from '../oids.ts'
import { keyIdentifier } from '../public-key/subject-public-key-info.ts'
import { registryIdOf } from './certificate-profile.ts'
import { certificationAuthorityExtensions, DEFAULT_CA_SUBJECT } from './certification-authority.ts'
import { endEntityExtensions, issuerAddresses } from './end-entity-extensions.ts'
import { TLS_SERVER } from './tls-server.ts'
import { Z_MONITOR } from './z-monitor.ts'

const issuer = parseSlashName(DEFAULT_CA_SUBJECT)
const device = { kind: 'device', deviceId: 'ZM-001' as DeviceId } as const
const service = (...tlsNames: string[]) => ({ kind: 'service', name: 'gateway', tlsNames }) as const
const issuerId = Buffer.alloc(20, 7)

function read(extensions: readonly Uint8Array[]): CertificateExtensions {
  const list = DerReader.over(encodeValue(TAG.SEQUENCE, extensions)).enter()
  return readKnownExtensions(readExtensions(list))
}
const namesOf = (names: readonly Uint8Array[]) =>
  readGeneralNames(DerReader.over(Buffer.concat(names)))

describe('Z_MONITOR', () => {
  test("gives the guide's subject and names", () => {
    const subject = Z_MONITOR.subject(device, issuer)
    expect(formatName(subject)).toBe(
      'CN=Z-Monitor-ZM-001,OU=Medical-Devices,O=Hospital,L=City,ST=State,C=US',
    )
    expect(formatName(readName(DerReader.over(subject.der)))).toBe(formatName(subject))
    const [dns, other] = namesOf(Z_MONITOR.subjectAltNames(device))
    expect(dns).toEqual({ form: 'dNSName', text: 'device-ZM-001' })
    expect(other).toMatchObject({ form: 'otherName', type: DEVICE_ID_NAME })
  })

  test('takes from the CA what it has of country, state, city and organization', () => {
    const sparse = parseSlashName('/CN=CA/O=Clinic/DC=x')
    expect(formatName(Z_MONITOR.subject(device, sparse))).toBe(
      'CN=Z-Monitor-ZM-001,OU=Medical-Devices,O=Clinic',
    )
    const other = parseSlashName('/C=DE/O=Clinic/CN=CA')
    expect(formatName(Z_MONITOR.subject(device, other))).toContain('O=Clinic,C=DE')
    expect(formatName(Z_MONITOR.subject(device, issuer))).toContain('O=Hospital')
  })

  test('is for devices alone', () => {
    expect(() => Z_MONITOR.subject(service(), issuer)).toThrow(TypeError)
    expect(() => Z_MONITOR.subjectAltNames(service())).toThrow(TypeError)
  })
})

describe('TLS_SERVER', () => {
  test('gives DNS names and addresses in the order in which they are told', () => {
    const names = namesOf(TLS_SERVER.subjectAltNames(service('a.example', '192.0.2.1', '::1')))
    expect(names.map(({ form }) => form)).toEqual(['dNSName', 'iPAddress', 'iPAddress'])
    expect(formatName(TLS_SERVER.subject(service(), issuer))).toMatch(/^CN=gateway,O=Hospital/)
  })

  test.each(['spital-zürich.example', 'pki.\u0142ospital.example', 'pki。example', 'ﬁ.example'])(
    'refuses %s, of which only the low octets would remain',
    (name) => {
      expect(() => TLS_SERVER.subjectAltNames(service(name))).toThrow(
        expect.objectContaining({ code: 'name_malformed' }) as X509Error,
      )
      expect(() => TLS_SERVER.subjectAltNames(service(name))).toThrow(X509Error)
    },
  )

  test('is for services alone', () => {
    expect(() => TLS_SERVER.subject(device, issuer)).toThrow(TypeError)
    expect(() => TLS_SERVER.subjectAltNames(device)).toThrow(TypeError)
  })
})

describe('endEntityExtensions()', () => {
  test("gives the guide's values, none critical", () => {
    const { publicKey } = testKeyPair('rsa-2048')
    const extensions = read(
      endEntityExtensions(Z_MONITOR, device, publicKey, { keyIdentifier: issuerId }),
    )
    expect(extensions).toMatchObject({
      basicConstraints: { ca: false },
      keyUsage: ['digitalSignature', 'keyEncipherment'],
      extendedKeyUsage: [KEY_PURPOSE.clientAuth],
      authorityKeyIdentifier: { keyIdentifier: issuerId },
      subjectKeyIdentifier: keyIdentifier(publicKey),
    })
    expect(extensions.list.some(({ critical }) => critical)).toBe(false)
    expect(extensions.crlDistributionPoints).toBeUndefined()
  })

  test('gives EC keys no keyEncipherment', () => {
    const { publicKey } = testKeyPair()
    const extensions = read(
      endEntityExtensions(TLS_SERVER, service('a'), publicKey, { keyIdentifier: issuerId }),
    )
    expect(extensions.keyUsage).toEqual(['digitalSignature'])
    expect(extensions.extendedKeyUsage).toEqual([KEY_PURPOSE.serverAuth])
  })

  test('keeps issuers, profiles and keys apart, however often it is asked', () => {
    const { publicKey } = testKeyPair()
    const facts = [
      { keyIdentifier: issuerId, addresses: issuerAddresses('http://pki.example/') },
      { keyIdentifier: Buffer.alloc(20, 8) },
    ]
    for (let round = 0; round < 3; round++) {
      for (const issuerFacts of facts) {
        for (const [profile, identity] of [
          [Z_MONITOR, device],
          [TLS_SERVER, service('a')],
        ] as const) {
          const found = read(endEntityExtensions(profile, identity, publicKey, issuerFacts))
          expect(found.authorityKeyIdentifier?.keyIdentifier).toEqual(issuerFacts.keyIdentifier)
          expect(found.extendedKeyUsage).toEqual(profile.extendedKeyUsage)
          expect(found.authorityInfoAccess?.length).toBe(issuerFacts.addresses && 2)
        }
      }
    }
  })

  test('names the CRL, the responder and the certificate below the public URL', () => {
    const addresses = issuerAddresses('http://pki.hospital.example//')
    const { publicKey } = testKeyPair()
    const extensions = read(
      endEntityExtensions(Z_MONITOR, device, publicKey, { keyIdentifier: issuerId, addresses }),
    )
    const uri = (text: string) => ({ form: 'uniformResourceIdentifier', text })
    expect(extensions.crlDistributionPoints).toEqual([
      { fullName: [uri('http://pki.hospital.example/crl/ca.crl')] },
    ])
    expect(extensions.authorityInfoAccess).toEqual([
      { method: ACCESS_METHOD.ocsp, location: uri('http://pki.hospital.example/ocsp') },
      { method: ACCESS_METHOD.caIssuers, location: uri('http://pki.hospital.example/ca.crt') },
    ])
  })

  test('refuses a public URL that is not ASCII', () => {
    const addresses = issuerAddresses('http://spital-zürich.example')
    const facts = { keyIdentifier: issuerId, addresses }
    const { publicKey } = testKeyPair()
    expect(() => endEntityExtensions(Z_MONITOR, device, publicKey, facts)).toThrow(X509Error)
  })
})

describe('certificationAuthorityExtensions()', () => {
  test("gives the guide's values, key usage and constraints critical", () => {
    const { publicKey } = testKeyPair()
    const extensions = read(certificationAuthorityExtensions(publicKey))
    expect(extensions).toMatchObject({
      basicConstraints: { ca: true },
      keyUsage: ['keyCertSign', 'cRLSign'],
      subjectKeyIdentifier: keyIdentifier(publicKey),
      authorityKeyIdentifier: { keyIdentifier: keyIdentifier(publicKey) },
    })
    expect(extensions.list.map(({ critical }) => critical)).toEqual([true, true, false, false])
  })
})

describe('registryIdOf()', () => {
  test('gives a service an ID that no device can have', () => {
    expect(registryIdOf(device)).toBe('ZM-001')
    expect(registryIdOf(service())).toBe('service:gateway')
  })
})
