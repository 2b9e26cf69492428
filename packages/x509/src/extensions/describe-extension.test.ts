import { der, derExtension, derOid, MockCa } from '@zcert/testkit'
import { describe, expect, test } from 'vitest'
import { DEVICE_ID_NAME, EXTENSION } from '../oids.ts'
import { describeExtension } from './describe-extension.ts'

const ca = MockCa.create()
const device = ca.issue().certificate

function textOf(value: Buffer, oid: string = EXTENSION.subjectAltName): string {
  const extensions = [derExtension(oid, false, value)]
  const [extension] = ca.issue({ extensions }).certificate.extensions.list
  return extension === undefined ? '' : describeExtension(extension).text
}
const names = (...list: Buffer[]) => textOf(der(0x30, ...list))

describe('describeExtension()', () => {
  test("shows the guide's values", () => {
    const shown = [...ca.certificate.extensions.list, ...device.extensions.list].map((each) => {
      const { name, critical, text } = describeExtension(each)
      return `${name}${critical ? ' critical' : ''} ${text.replace(/[0-9A-F]{40}/, '<id>')}`
    })
    expect(shown).toEqual([
      'basicConstraints critical CA:TRUE',
      'keyUsage critical keyCertSign, cRLSign',
      'subjectKeyIdentifier <id>',
      'authorityKeyIdentifier keyid:<id>',
      'basicConstraints CA:FALSE',
      'keyUsage digitalSignature',
      'extendedKeyUsage clientAuth',
      `subjectAltName DNS:device-ZM-001, otherName:${DEVICE_ID_NAME};UTF8:ZM-001`,
      'authorityKeyIdentifier keyid:<id>',
      'subjectKeyIdentifier <id>',
    ])
  })

  test.each([
    ['a name that looks like two', der(0x82, Buffer.from('a, DNS:b')), 'DNS:a\\u002c DNS:b'],
    ['an escape sequence', der(0x82, Buffer.from('\u001b[31m')), 'DNS:\\u001b[31m'],
    ['a newline', der(0x81, Buffer.from('a@b\nDNS:c')), 'email:a@b\\u000aDNS:c'],
    [
      'a change of direction',
      der(0xa0, derOid('1.2.3'), der(0xa0, der(0x0c, Buffer.from('\u202e1')))),
      'otherName:1.2.3;UTF8:\\u202e1',
    ],
    ['an address', der(0x87, Buffer.from([10, 0, 0, 1])), 'IP:10.0.0.1'],
  ])('shows %s on one line, as one name', (_, name, text) => {
    expect(names(name)).toBe(text)
  })

  test('shows what it does not know as hex', () => {
    expect(textOf(der(0x0c, Buffer.from('x')), '1.2.3')).toBe('0c0178')
  })
})
