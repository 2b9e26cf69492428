import { MockCa, testKeyPair } from '@zcert/testkit'
import { parseInstant, plus, seconds } from '@zcert/x509'
import { type AsnType, Constructed, fromBER, Utf8String } from 'asn1js'
import * as pkijs from 'pkijs'
import { describe, expect, test } from 'vitest'

/** The same bytes as asn1js wants them. */
function schemaOf(der: Uint8Array) {
  const { result, offset } = fromBER(new Uint8Array(der))
  expect(offset).toBe(der.length)
  return result
}

/** The UTF8Strings anywhere in a value. */
function textsOf(value: AsnType): string[] {
  if (value instanceof Utf8String) return [value.valueBlock.value]
  return value instanceof Constructed
    ? value.valueBlock.value.flatMap((inner) => textsOf(inner as AsnType))
    : []
}

const hex = (buffer: ArrayBuffer) => Buffer.from(buffer).toString('hex').toUpperCase()
const AT = parseInstant('2026-11-24T12:00:00Z')

/** A second opinion on encodings; pkijs' chain engine accepts paths that it must refuse. */
describe('pkijs', () => {
  test.each(['rsa-2048', 'p-256', 'p-384'] as const)('reads our certificates, %s', (kind) => {
    const ca = MockCa.create({}, kind)
    const { certificate } = ca.issue({ keys: testKeyPair(kind) })
    const read = new pkijs.Certificate({ schema: schemaOf(certificate.der) })
    expect(hex(read.serialNumber.valueBlock.valueHexView.slice().buffer)).toBe(
      certificate.serialContents.toString('hex').toUpperCase(),
    )
    expect(read.notBefore.value.getTime() / 1000).toBe(certificate.notBefore)
    expect(read.notAfter.value.getTime() / 1000).toBe(certificate.notAfter)
    expect(read.extensions?.map(({ extnID, critical }) => [extnID, critical])).toEqual(
      certificate.extensions.list.map(({ oid, critical }) => [oid, critical]),
    )
    expect(Buffer.from(read.tbsView)).toEqual(certificate.tbs)
    const values = read.subject.typesAndValues.map(({ value }) => value.valueBlock.value)
    expect(values).toEqual(certificate.subject.rdns.flat().map(({ value }) => value))
    expect(Buffer.from(read.toSchema(true).toBER())).toEqual(certificate.der)
  })

  test('finds the device ID as the one UTF8String of the alternative names', () => {
    const { certificate } = MockCa.create().issue()
    const read = new pkijs.Certificate({ schema: schemaOf(certificate.der) })
    const extension = read.extensions?.find(({ extnID }) => extnID === '2.5.29.17')
    const names = schemaOf(extension?.extnValue.valueBlock.valueHexView ?? new Uint8Array())
    expect(textsOf(names)).toEqual(['ZM-001'])
  })

  test('reads our CRLs', () => {
    const ca = MockCa.create()
    const { serialNumber } = ca.issue().certificate
    const entry = { serialNumber, revocationDate: AT, reason: 'keyCompromise' } as const
    const crl = ca.crl({ revoked: [entry], crlNumber: 300n })
    const read = new pkijs.CertificateRevocationList({ schema: schemaOf(crl.der) })
    expect(read.version).toBe(1)
    expect(read.thisUpdate.value.getTime() / 1000).toBe(crl.thisUpdate)
    expect(read.nextUpdate?.value.getTime()).toBe(Number(crl.nextUpdate) * 1000)
    const [revoked] = read.revokedCertificates ?? []
    expect(revoked?.revocationDate.value.getTime()).toBe(AT * 1000)
    expect(Buffer.from(read.tbsView)).toEqual(crl.tbs)
    expect(Buffer.from(read.toSchema(true).toBER())).toEqual(crl.der)
  })

  test('reads times on both sides of 2050 as we write them', () => {
    const ca = MockCa.create()
    const turn = parseInstant('2050-01-01T00:00:00Z')
    for (const notAfter of [plus(turn, seconds(-1)), turn]) {
      const { certificate } = ca.issue({ notAfter })
      const read = new pkijs.Certificate({ schema: schemaOf(certificate.der) })
      expect(read.notAfter.value.getTime() / 1000).toBe(notAfter)
    }
  })
})
