import { der, derExtension, derOid } from '@zcert/testkit'
import { describe, expect, test } from 'vitest'
import { DerReader } from '../der/der-reader.ts'
import { X509Error } from '../errors.ts'
import { EXTENSION } from '../oids.ts'
import { readKnownExtensions } from './certificate-extensions.ts'
import { readExtensions } from './extension.ts'

const number = (value: number, tag = 0x02) => der(tag, Buffer.from([value]))
const yes = der(0x01, Buffer.from([0xff]))
const no = der(0x01, Buffer.from([0]))
const uri = der(0x86, Buffer.from('http://a'))
const sequence = (...parts: Buffer[]) => der(0x30, ...parts)
const [A, B] = [derOid('1.2.3.1'), derOid('1.2.3.2')]
const subtree = (base: Buffer, ...more: Buffer[]) => sequence(base, ...more)
const dns = (text: string) => der(0x82, Buffer.from(text))
const point = (...fields: Buffer[]) => sequence(sequence(...fields))
const at = (...names: Buffer[]) => der(0xa0, der(0xa0, ...names))

function read(id: keyof typeof EXTENSION, value: Buffer) {
  const list = sequence(derExtension(EXTENSION[id], false, value))
  return readKnownExtensions(readExtensions(DerReader.over(list).enter()))
}

function isRefused(id: keyof typeof EXTENSION, value: Buffer): boolean {
  try {
    read(id, value)
    return false
  } catch (error) {
    if (!(error instanceof X509Error)) throw error
    expect(error.code).toBe('der_malformed')
    return true
  }
}

describe('readKnownExtensions()', () => {
  test('reads the well-formed', () => {
    expect(read('basicConstraints', sequence(yes, number(3))).basicConstraints).toEqual({
      ca: true,
      pathLength: 3,
    })
    expect(read('basicConstraints', sequence()).basicConstraints).toEqual({ ca: false })
    expect(read('keyUsage', der(0x03, Buffer.from([1, 0x06]))).keyUsage).toEqual([
      'keyCertSign',
      'cRLSign',
    ])
    expect(read('keyUsage', der(0x03, Buffer.from([7, 0, 0x80]))).keyUsage).toEqual([
      'decipherOnly',
    ])
    expect(read('extendedKeyUsage', sequence(A, B)).extendedKeyUsage).toEqual([
      '1.2.3.1',
      '1.2.3.2',
    ])
    expect(read('policyConstraints', sequence(number(0, 0x80))).policyConstraints).toEqual({
      requireExplicitPolicy: 0,
    })
    expect(read('policyMappings', sequence(sequence(A, B))).mapsAnyPolicy).toBe(false)
    const excluded = read('nameConstraints', sequence(der(0xa1, subtree(dns('a')))))
    expect(excluded.nameConstraints).toEqual({
      permitted: [],
      excluded: [{ form: 'dNSName', text: 'a' }],
    })
    const points = read('crlDistributionPoints', point(at(uri), der(0x81, Buffer.from([6, 0x40]))))
    expect(points.crlDistributionPoints).toEqual([
      {
        fullName: [{ form: 'uniformResourceIdentifier', text: 'http://a' }],
        reasons: [false, true],
      },
    ])
    const policies = sequence(sequence(A), sequence(B, sequence(sequence(A, der(0x16)))))
    expect(read('certificatePolicies', policies).list).toHaveLength(1)
  })

  test.each<[keyof typeof EXTENSION, string, Buffer]>([
    ['basicConstraints', 'FALSE written out', sequence(no)],
    ['basicConstraints', 'TRUE written as 1', sequence(der(0x01, Buffer.from([1])))],
    ['basicConstraints', 'a negative path length', sequence(yes, number(0xff))],
    ['basicConstraints', 'a path length of 40 bits', sequence(yes, der(0x02, Buffer.alloc(5, 1)))],
    ['basicConstraints', 'something more', sequence(yes, number(1), number(1))],
    ['basicConstraints', 'no sequence', yes],
    ['keyUsage', 'trailing zero bits', der(0x03, Buffer.from([0, 0x80]))],
    ['keyUsage', 'eight unused bits', der(0x03, Buffer.from([8, 0x80]))],
    ['keyUsage', 'an octet string', der(0x04, Buffer.from([7, 0x80]))],
    ['extendedKeyUsage', 'no purpose', sequence()],
    ['extendedKeyUsage', 'a number', sequence(number(1))],
    ['subjectAltName', 'no name', sequence()],
    ['subjectAltName', 'an unknown form', sequence(der(0x89, Buffer.from('a')))],
    ['subjectAltName', 'a constructed DNS name', sequence(der(0xa2, dns('a')))],
    ['subjectAltName', 'a DNS name that is not ASCII', sequence(der(0x82, Buffer.from([0xfc])))],
    ['subjectAltName', '1025 names', sequence(...Array<Buffer>(1025).fill(dns('a')))],
    ['subjectAltName', 'a directory name and more', sequence(der(0xa4, sequence(), sequence()))],
    ['subjectKeyIdentifier', 'a bit string', der(0x03, Buffer.alloc(21))],
    ['authorityKeyIdentifier', 'fields out of order', sequence(number(1, 0x82), number(1, 0x80))],
    ['authorityKeyIdentifier', 'an issuer of no names', sequence(der(0xa1))],
    ['authorityKeyIdentifier', 'a padded serial number', sequence(der(0x82, Buffer.from([0, 1])))],
    ['crlDistributionPoints', 'no point', sequence()],
    ['crlDistributionPoints', '65 points', sequence(...Array<Buffer>(65).fill(sequence(at(uri))))],
    ['crlDistributionPoints', 'a name of no form', point(der(0xa0))],
    ['crlDistributionPoints', 'a full name of no names', point(at())],
    [
      'crlDistributionPoints',
      'reasons with zero bits',
      point(at(uri), der(0x81, Buffer.from([0, 0x40]))),
    ],
    ['crlDistributionPoints', 'fields out of order', point(der(0xa2, uri), at(uri))],
    ['authorityInfoAccess', 'no description', sequence()],
    ['authorityInfoAccess', 'a description of no place', sequence(sequence(A))],
    [
      'authorityInfoAccess',
      '65 descriptions',
      sequence(...Array<Buffer>(65).fill(sequence(A, uri))),
    ],
    ['nameConstraints', 'an empty list', sequence(der(0xa0))],
    ['nameConstraints', 'a minimum', sequence(der(0xa0, subtree(dns('a'), number(0, 0x80))))],
    ['nameConstraints', 'a maximum', sequence(der(0xa0, subtree(dns('a'), number(1, 0x81))))],
    [
      'nameConstraints',
      'excluded before permitted',
      sequence(der(0xa1, subtree(dns('a'))), der(0xa0, subtree(dns('a')))),
    ],
    [
      'nameConstraints',
      '1025 bases',
      sequence(der(0xa0, ...Array<Buffer>(1025).fill(subtree(dns('a'))))),
    ],
    ['policyConstraints', 'a negative number', sequence(number(0xff, 0x80))],
    ['policyConstraints', 'fields out of order', sequence(number(0, 0x81), number(0, 0x80))],
    ['policyMappings', 'one policy', sequence(sequence(A))],
    ['policyMappings', 'three policies', sequence(sequence(A, B, A))],
    ['policyMappings', '257 mappings', sequence(...Array<Buffer>(257).fill(sequence(A, B)))],
    ['certificatePolicies', 'no policy', sequence()],
    ['certificatePolicies', 'garbage', Buffer.from('garbage')],
    ['certificatePolicies', 'the same policy twice', sequence(sequence(A), sequence(A))],
    ['certificatePolicies', 'a list of no qualifiers', sequence(sequence(A, sequence()))],
    [
      'certificatePolicies',
      'a qualifier without a value',
      sequence(sequence(A, sequence(sequence(B)))),
    ],
    [
      'certificatePolicies',
      'something behind the qualifiers',
      sequence(sequence(A, sequence(sequence(B, A)), A)),
    ],
    ['inhibitAnyPolicy', 'a negative number', number(0xff)],
    ['inhibitAnyPolicy', 'garbage', der(0x05)],
  ])('refuses %s with %s', (id, _, value) => {
    expect(isRefused(id, value)).toBe(true)
  })

  test('refuses octets behind the value of every extension that it reads', () => {
    const good: [keyof typeof EXTENSION, Buffer][] = [
      ['basicConstraints', sequence()],
      ['keyUsage', der(0x03, Buffer.from([7, 0x80]))],
      ['extendedKeyUsage', sequence(A)],
      ['subjectAltName', sequence(dns('a'))],
      ['subjectKeyIdentifier', der(0x04, Buffer.alloc(20))],
      ['authorityKeyIdentifier', sequence(number(1, 0x80))],
      ['crlDistributionPoints', point(at(uri))],
      ['authorityInfoAccess', sequence(sequence(A, uri))],
      ['nameConstraints', sequence(der(0xa0, subtree(dns('a'))))],
      ['policyConstraints', sequence(number(0, 0x80))],
      ['policyMappings', sequence(sequence(A, B))],
      ['certificatePolicies', sequence(sequence(A))],
      ['inhibitAnyPolicy', number(0)],
    ]
    for (const [id, value] of good) {
      expect(isRefused(id, value)).toBe(false)
      expect(isRefused(id, Buffer.concat([value, der(0x05)]))).toBe(true)
      expect(isRefused(id, Buffer.alloc(0))).toBe(true)
    }
  })
})
