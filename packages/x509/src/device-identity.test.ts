import { der, derExtension, derOid, MockCa } from '@zcert/testkit'
import { describe, expect, test } from 'vitest'
import { deviceIdentityOf } from './device-identity.ts'
import { X509Error } from './errors.ts'
import { parseSlashName } from './name/name-text.ts'
import { DEVICE_ID_NAME, EXTENSION } from './oids.ts'

const ca = MockCa.create()
const SAN = EXTENSION.subjectAltName
const dns = der(0x82, Buffer.from('device-ZM-001'))
const utf8 = (text: string) => der(0x0c, Buffer.from(text))
const utf16 = (text: string) => der(0x1e, Buffer.from(text, 'utf16le').swap16())
const other = (...value: Buffer[]) => der(0xa0, derOid(DEVICE_ID_NAME), der(0xa0, ...value))

function named(names: readonly Buffer[], subject = '/CN=Z-Monitor-ZM-001') {
  const extensions =
    names.length === 0 ? [unrelated] : [derExtension(SAN, false, der(0x30, ...names))]
  return ca.issue({ extensions, subject: parseSlashName(subject) }).certificate
}
const unrelated = derExtension('1.3.6.1.4.1.99999.1', false, der(0x05))

function codeOf(names: readonly Buffer[], subject?: string): string | undefined {
  try {
    deviceIdentityOf(named(names, subject))
    return undefined
  } catch (error) {
    if (error instanceof X509Error) return error.code
    throw error
  }
}

describe('deviceIdentityOf()', () => {
  test('is the one otherName, not the common name and not the DNS name', () => {
    const certificate = named([dns, other(utf8('ZM-777'))])
    expect(deviceIdentityOf(certificate)).toBe('ZM-777')
  })

  test('passes over otherNames of other types', () => {
    const upn = der(0xa0, derOid('1.3.6.1.4.1.311.20.2.3'), der(0xa0, utf8('ZM-666')))
    expect(deviceIdentityOf(named([upn, other(utf8('ZM-001'))]))).toBe('ZM-001')
  })

  test('passes over a type whose last arc only wraps around to ours', () => {
    // 1.3.6.1.4.1.12345.1.(2^32 + 1), which 32-bit readers take for 1.3.6.1.4.1.12345.1.1.
    const oid = der(0x06, Buffer.from('2b06010401e039019080808001', 'hex'))
    const wrapped = der(0xa0, oid, der(0xa0, utf8('ZM-666')))
    expect(codeOf([wrapped], '/CN=x')).toBe('device_identity_missing')
  })

  test('takes a foreign ID as it is written', () => {
    expect(deviceIdentityOf(named([other(utf8('ZM_001'))]))).toBe('ZM_001')
  })

  test.each([
    ['no alternative name and another common name', [], '/CN=gateway', 'device_identity_missing'],
    ['no otherName and another common name', [dns], '/CN=gateway', 'device_identity_missing'],
    ['the common name alone', [], '/CN=Z-Monitor-ZM-001', 'device_identity_cn_only'],
    ['common name and DNS name', [dns], '/CN=Z-Monitor-ZM-001', 'device_identity_cn_only'],
    ['a common name behind another', [dns], '/CN=x/CN=Z-Monitor-ZM-001', 'device_identity_cn_only'],
  ])('refuses %s', (_, names, subject, code) => {
    expect(codeOf(names as Buffer[], subject as string)).toBe(code)
  })

  test.each([
    ['two devices', [other(utf8('ZM-001')), other(utf8('ZM-002'))]],
    ['the same device twice', [other(utf8('ZM-001')), other(utf8('ZM-001'))]],
    ['a device and an unreadable one', [other(utf8('ZM-001')), other(der(0x05))]],
  ])('refuses %s', (_, names) => {
    expect(codeOf(names)).toBe('device_identity_doubled')
  })

  test.each([
    ['a PrintableString', other(der(0x13, Buffer.from('ZM-001')))],
    ['an IA5String', other(der(0x16, Buffer.from('ZM-001')))],
    ['a BMPString', other(utf16('ZM-001'))],
    ['a TeletexString', other(der(0x14, Buffer.from('ZM-001')))],
    ['an OCTET STRING', other(der(0x04, Buffer.from('ZM-001')))],
    ['a sequence around the string', other(der(0x30, utf8('ZM-001')))],
    ['a second tag around the string', other(der(0xa0, utf8('ZM-001')))],
    ['a constructed string', other(der(0x2c, utf8('ZM-001')))],
    ['octets behind the string', other(utf8('ZM-001'), Buffer.from([0]))],
    ['two strings', other(utf8('ZM-001'), utf8('ZM-002'))],
    ['no string', other()],
    ['a string that is cut off', other(Buffer.from('0c0a5a4d', 'hex'))],
    ['a length that is too long', other(Buffer.from('0c81065a4d2d303031', 'hex'))],
    ['bad UTF-8', other(der(0x0c, Buffer.from([0x5a, 0xff])))],
    ['overlong UTF-8', other(der(0x0c, Buffer.from([0xc1, 0x9a])))],
  ])('refuses %s', (_, name) => {
    expect(codeOf([name])).toBe('device_identity_malformed')
  })

  test.each([
    ['an empty ID', ''],
    ['a NUL inside', 'ZM\x001'],
    ['a NUL behind', 'ZM-001\0'],
    ['a newline', 'ZM-001\n'],
    ['a path', '../../etc'],
    ['a wildcard', 'ZM-*'],
    ['a byte order mark', '\ufeffZM-001'],
    ['another script', 'ΖΜ-001'],
    ['300 characters', 'Z'.repeat(300)],
    ['the name of a service', 'service:gateway'],
  ])('refuses %s', (_, text) => {
    expect(codeOf([other(utf8(text))])).toBe('device_id_invalid')
  })

  test('cannot be asked about two alternative names: such a certificate is not read', () => {
    const extensions = [other(utf8('ZM-001')), other(utf8('ZM-002'))].map((name) =>
      derExtension(SAN, false, der(0x30, name)),
    )
    expect(() => ca.issue({ extensions })).toThrow(
      expect.objectContaining({ code: 'certificate_malformed' }) as X509Error,
    )
  })

  test.each([
    ['a primitive tag', der(0x80, derOid(DEVICE_ID_NAME), der(0xa0, utf8('ZM-001')))],
    ['an untagged value', der(0xa0, derOid(DEVICE_ID_NAME), utf8('ZM-001'))],
    ['another tag on the value', der(0xa0, derOid(DEVICE_ID_NAME), der(0xa1, utf8('ZM-001')))],
    ['something behind the value', der(0xa0, derOid(DEVICE_ID_NAME), der(0xa0), der(0x05))],
    ['no value', der(0xa0, derOid(DEVICE_ID_NAME))],
  ])('cannot be asked about an otherName with %s', (_, name) => {
    expect(() => named([name])).toThrow(
      expect.objectContaining({ code: 'certificate_malformed' }) as X509Error,
    )
  })
})
