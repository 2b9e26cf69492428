import { X509Certificate } from 'node:crypto'
import { der, derExtension, derOid, derParts, MockCa, testKeyPair } from '@zcert/testkit'
import { describe, expect, test } from 'vitest'
import {
  certificateFingerprint,
  parseCertificate,
  parseCertificates,
  parseTbsCertificate,
  publicKeyOf,
} from './certificate.ts'
import { X509Error } from './errors.ts'
import { formatInstant, parseInstant } from './instant.ts'
import { EXTENSION } from './oids.ts'
import { encodePem } from './pem.ts'
import type { SerialNumber } from './serial-number.ts'

const ca = MockCa.create()
const { certificate } = ca.issue()

/** The code of the fault below the `certificate_malformed` that parsing ends with. */
function reasonOf(rewriteTbs: (fields: Buffer[]) => Buffer[]): string | undefined {
  try {
    ca.issue({ rewriteTbs: (tbs) => der(0x30, ...rewriteTbs(derParts(tbs))) })
    return undefined
  } catch (error) {
    if (!(error instanceof X509Error)) throw error
    expect(error.code).toBe('certificate_malformed')
    return String(error.details['reason'])
  }
}

const replaced = (at: number, value: Buffer) => (fields: Buffer[]) => fields.with(at, value)
const extensionsOf = (fields: Buffer[]) => derParts(derParts(fields.at(-1) as Buffer)[0] as Buffer)
const withExtensions = (change: (list: Buffer[]) => Buffer[]) => (fields: Buffer[]) =>
  fields.with(-1, der(0xa3, der(0x30, ...change(extensionsOf(fields)))))
const version = (value: number) => der(0xa0, der(0x02, Buffer.from([value])))

describe('parseCertificate()', () => {
  test.each(['rsa-2048', 'p-256', 'p-384'] as const)('reads what Node reads, %s', (kind) => {
    const device = MockCa.create({}, kind).issue({ keys: testKeyPair(kind) }).certificate
    const node = new X509Certificate(device.der)
    expect(device.serialNumber).toBe(node.serialNumber)
    expect(formatInstant(device.notBefore)).toBe(
      node.validFromDate.toISOString().replace('.000Z', 'Z'),
    )
    expect(formatInstant(device.notAfter)).toBe(
      node.validToDate.toISOString().replace('.000Z', 'Z'),
    )
    expect(certificateFingerprint(device.der)).toBe(node.fingerprint256.replaceAll(':', ''))
    expect(publicKeyOf(device).equals(node.publicKey)).toBe(true)
    expect(publicKeyOf(device)).toBe(publicKeyOf(device))
    expect(device.version).toBe(3)
  })

  test('keeps the exact bytes of the whole and of the signed part', () => {
    const parsed = parseCertificate(certificate.der)
    expect(parsed.der).toEqual(certificate.der)
    expect(derParts(certificate.der)[0]).toEqual(parsed.tbs)
    expect(parseTbsCertificate(parsed.tbs)).toMatchObject({ serialNumber: parsed.serialNumber })
  })

  test.each(['00', '80', 'FF', 'F0E1D2C3B4A5968778695A4B3C2D1E0F', `7F${'00'.repeat(19)}`])(
    'reads the serial number %s',
    (serialNumber) => {
      const issued = ca.issue({ serialNumber: serialNumber as SerialNumber }).certificate
      expect(issued.serialNumber).toBe(serialNumber)
    },
  )

  test('reads a negative serial number of an old CA as negative', () => {
    const negative = der(0x02, Buffer.from([0x80]))
    const rewriteTbs = (tbs: Buffer) => der(0x30, ...derParts(tbs).with(1, negative))
    expect(ca.issue({ rewriteTbs }).certificate.serialNumber).toBe('-80')
  })

  test('notes in which form a time was written', () => {
    const notAfter = parseInstant('2050-01-01T00:00:00Z')
    expect(ca.issue({ notAfter }).certificate.validityTags).toEqual([0x17, 0x18])
  })

  test.each([
    ['version 1 written out', replaced(0, version(0))],
    ['version 4', replaced(0, version(3))],
    ['a negative version', replaced(0, version(0xff))],
    ['two versions', replaced(0, der(0xa0, der(0x02, Buffer.from([2])), der(0x05)))],
    ['a padded serial number', replaced(1, der(0x02, Buffer.from([0, 1])))],
    ['a serial number without octets', replaced(1, der(0x02))],
    ['no algorithm', replaced(2, der(0x30))],
    ['a name that is no sequence', replaced(3, der(0x31))],
    ['octets behind the signed fields', (fields: Buffer[]) => [...fields, der(0x05)]],
    [
      'no extensions in version 3, and a unique ID twice',
      (fields: Buffer[]) => [
        ...fields.slice(0, -1),
        der(0x81, Buffer.from([0, 1])),
        der(0x81, Buffer.from([0, 1])),
      ],
    ],
    ['an empty list of extensions', withExtensions(() => [])],
    [
      'a list of extensions and something behind it',
      (fields: Buffer[]) =>
        fields.with(-1, der(0xa3, der(0x30, ...extensionsOf(fields)), der(0x05))),
    ],
    ['extensions in version 2', replaced(0, version(1))],
    ['the same extension twice', withExtensions((list) => [...list, list[0] as Buffer])],
    [
      'the same unknown extension twice',
      withExtensions((list) => [
        ...list,
        derExtension('1.2.3', false, der(0x05)),
        derExtension('1.2.3', true, der(0x05)),
      ]),
    ],
    [
      '65 extensions',
      withExtensions(() =>
        Array.from({ length: 65 }, (_, n) => derExtension(`1.2.3.${n}`, false, der(0x05))),
      ),
    ],
    [
      'critical FALSE written out',
      withExtensions((list) => [
        ...list,
        der(0x30, derOid('1.2.3'), der(0x01, Buffer.from([0])), der(0x04, der(0x05))),
      ]),
    ],
    [
      'an extension without a value',
      withExtensions((list) => [...list, der(0x30, derOid('1.2.3'))]),
    ],
    [
      'octets behind the value of a known extension',
      withExtensions((list) => [
        ...list.slice(1),
        derExtension(EXTENSION.basicConstraints, false, Buffer.concat([der(0x30), der(0x05)])),
      ]),
    ],
  ])('refuses %s', (_, change) => {
    expect(reasonOf(change)).toBe('der_malformed')
  })

  test.each([
    [
      'a time that does not exist',
      replaced(
        4,
        der(
          0x30,
          ...['260230000000Z', '270101000000Z'].map((text) => der(0x17, Buffer.from(text))),
        ),
      ),
      'time_malformed',
    ],
    ['one time', replaced(4, der(0x30, der(0x17, Buffer.from('260101000000Z')))), 'time_malformed'],
    [
      'a key that is malformed',
      replaced(
        6,
        der(
          0x30,
          der(0x30, derOid('1.2.840.113549.1.1.1'), der(0x05)),
          der(
            0x03,
            Buffer.from([0]),
            der(0x30, der(0x02, Buffer.from([0])), der(0x02, Buffer.from([3]))),
          ),
        ),
      ),
      'key_malformed',
    ],
  ])('refuses %s, and says why', (_, change, reason) => {
    expect(reasonOf(change)).toBe(reason)
  })

  test('refuses octets behind it, inside it and behind its signature', () => {
    const [tbs, algorithm, signature] = derParts(certificate.der) as [Buffer, Buffer, Buffer]
    for (const bytes of [
      Buffer.concat([certificate.der, Buffer.from([0])]),
      der(0x30, tbs, algorithm, signature, der(0x05)),
      der(0x30, tbs, algorithm),
      der(0x30, tbs, algorithm, der(0x03, Buffer.from([1, 0]))),
      der(0x31, tbs, algorithm, signature),
      Buffer.alloc(0),
    ]) {
      expect(() => parseCertificate(bytes)).toThrow(
        expect.objectContaining({ code: 'certificate_malformed' }) as X509Error,
      )
    }
  })

  test('refuses a certificate of more than 64 KiB', () => {
    const padding = derExtension('1.2.3', false, der(0x04, Buffer.alloc(65_536)))
    expect(reasonOf(withExtensions((list) => [...list, padding]))).toBe('der_too_large')
  })
})

describe('parseCertificates()', () => {
  test('reads every certificate of a file, in PEM or one in DER', () => {
    const pem = [certificate, ca.certificate]
      .map((each) => encodePem('CERTIFICATE', each.der))
      .join('subject=CN = x\n')
    const read = parseCertificates(Buffer.from(pem))
    expect(read.map(({ serialNumber }) => serialNumber)).toEqual([
      certificate.serialNumber,
      ca.certificate.serialNumber,
    ])
    expect(parseCertificates(certificate.der)).toHaveLength(1)
    expect(() => parseCertificates(Buffer.from('nothing'))).toThrow(X509Error)
  })
})
