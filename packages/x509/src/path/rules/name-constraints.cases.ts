import { der, derExtension, derOid, MockCa } from '@zcert/testkit'
import { parseIpAddress } from '../../extensions/ip-address.ts'
import { parseSlashName } from '../../name/name-text.ts'
import { EXTENSION } from '../../oids.ts'
import {
  anchor,
  caExtensions,
  caName,
  deviceFields,
  pathCases,
  requestBelow,
} from '../path-requests.cases.ts'

export const mail = (text: string) => der(0x81, Buffer.from(text, 'latin1'))
export const dns = (text: string) => der(0x82, Buffer.from(text, 'latin1'))
export const directory = (slashName: string) => der(0xa4, parseSlashName(slashName).der)
export const uri = (text: string) => der(0x86, Buffer.from(text, 'latin1'))
export const ip = (...parts: string[]) => der(0x87, ...parts.map(parseIpAddress))
const other = (dotted: string) => der(0xa0, derOid(dotted), der(0xa0, der(0x0c, Buffer.from('x'))))

const subtrees = (tag: number, bases: readonly Buffer[]) =>
  bases.length === 0 ? [] : [der(tag, ...bases.map((base) => der(0x30, base)))]

/** A path through a CA with name constraints, to a device that carries `names`. */
export function constrained(
  constraints: { readonly permitted?: readonly Buffer[]; readonly excluded?: readonly Buffer[] },
  names: readonly Buffer[],
  subject = '/C=US/O=Hospital/OU=Medical-Devices/CN=Z-Monitor-ZM-001',
) {
  const { permitted = [], excluded = [] } = constraints
  const value = der(0x30, ...subtrees(0xa0, permitted), ...subtrees(0xa1, excluded))
  const extension = derExtension(EXTENSION.nameConstraints, true, value)
  const sub = anchor.subordinate({ extensions: caExtensions({ more: [extension] }) })
  const more =
    names.length === 0 ? [] : [derExtension(EXTENSION.subjectAltName, false, der(0x30, ...names))]
  const fields = deviceFields({ without: [EXTENSION.subjectAltName], more })
  return requestBelow([anchor, sub], { ...fields, subject: parseSlashName(subject) })
}

const permit = (base: Buffer, ...names: Buffer[]) => constrained({ permitted: [base] }, names)
const exclude = (base: Buffer, ...names: Buffer[]) => constrained({ excluded: [base] }, names)
const permitSubject = (base: string, subject: string) =>
  constrained({ permitted: [directory(base)] }, [], subject)
const excludeSubject = (base: string, subject: string) =>
  constrained({ excluded: [directory(base)] }, [], subject)

const MONITOR = '/C=US/O=Hospital/CN=ZM'

/** Whether the constraints of the anchor's CA reach through a CA in between. */
function twoBelow(middle: string) {
  const base = der(0x30, ...subtrees(0xa0, [directory('/C=US/O=Hospital')]))
  const more = [derExtension(EXTENSION.nameConstraints, true, base)]
  const root = MockCa.create({ subject: caName('Root'), extensions: caExtensions({ more }) })
  const sub = root.subordinate({ subject: parseSlashName(middle), extensions: caExtensions() })
  return requestBelow([root, sub], { subject: parseSlashName(MONITOR) })
}

const forbidden = 'name_forbidden'

export const cases = pathCases(
  [
    ['a subject below the permitted name', () => permitSubject('/C=US/O=Hospital', MONITOR)],
    ['a subject in other letters', () => permitSubject('/C=US/O=HOSPITAL', MONITOR)],
    ['a subject outside the excluded name', () => excludeSubject('/C=US/O=Clinic', MONITOR)],
    ['a DNS name that is the base', () => permit(dns('example.com'), dns('EXAMPLE.com'))],
    ['a DNS name below the base', () => permit(dns('example.com'), dns('a.b.example.com'))],
    ['a DNS name below a base with a dot', () => permit(dns('.example.com'), dns('a.example.com'))],
    ['a wildcard below the base', () => permit(dns('example.com'), dns('*.example.com'))],
    ['a DNS name beside the excluded', () => exclude(dns('example.com'), dns('badexample.com'))],
    ['a mailbox of the host', () => permit(mail('example.com'), mail('a@example.com'))],
    ['the very mailbox', () => permit(mail('a@example.com'), mail('a@EXAMPLE.com'))],
    ['a mailbox below the domain', () => permit(mail('.example.com'), mail('a@b.example.com'))],
    ['a URI of the host', () => permit(uri('example.com'), uri('https://example.com:8443/x?y'))],
    ['a URI below the domain', () => permit(uri('.example.com'), uri('ldap://a.example.com/x'))],
    ['an address in the network', () => permit(ip('10.1.0.0', '255.255.0.0'), ip('10.1.2.3'))],
    ['an IPv6 address', () => permit(ip('2001:db8::', 'ffff:ffff::'), ip('2001:db8::1'))],
    ['an IPv6 address, IPv4 excluded', () => exclude(ip('0.0.0.0', '0.0.0.0'), ip('::1'))],
    ['names of forms without a constraint', () => permit(dns('x.example'), ip('::1'))],
    ['an otherName, another form constrained', () => permit(dns('x.example'), other('1.2.3'))],
    ['a CA in between below the permitted name', () => twoBelow('/C=US/O=Hospital/CN=Sub')],
    ['a self-issued CA in between, outside the name', () => twoBelow('/C=US/O=Hospital/CN=Root')],
  ],
  [
    ['a subject outside the permitted', forbidden, () => permitSubject('/C=US/O=Clinic', MONITOR)],
    ['a subject above the permitted', forbidden, () => permitSubject(`${MONITOR}/CN=x`, MONITOR)],
    [
      'a subject in the excluded name',
      forbidden,
      () => excludeSubject('/C=US/O=Hospital', MONITOR),
    ],
    [
      'the excluded name with a character that does not show',
      forbidden,
      () => excludeSubject('/C=US/O=Hospital', '/C=US/O=Hosp\u00adital/CN=ZM'),
    ],
    [
      'a directoryName in the excluded name',
      forbidden,
      () => exclude(directory('/C=US/O=Clinic'), directory('/C=US/O=Clinic/CN=x')),
    ],
    ['a CA in between outside the name', forbidden, () => twoBelow('/C=US/O=Clinic/CN=Sub')],
    ['a DNS name outside', forbidden, () => permit(dns('example.com'), dns('example.org'))],
    ['a DNS name that only ends alike', forbidden, () => permit(dns('a.com'), dns('xa.com'))],
    ['the base itself below a dot', forbidden, () => permit(dns('.a.com'), dns('a.com'))],
    ['one name of two', forbidden, () => permit(dns('a.com'), dns('x.a.com'), dns('b.com'))],
    ['every DNS name', forbidden, () => exclude(dns(''), dns('a.com'))],
    ['a name below the excluded', forbidden, () => exclude(dns('a.com'), dns('x.A.com'))],
    ['a name below an excluded dot', forbidden, () => exclude(dns('.a.com'), dns('x.a.com'))],
    ['a wildcard over an excluded base', forbidden, () => exclude(dns('x.a.com'), dns('*.a.com'))],
    ['a wildcard over a permitted base', forbidden, () => permit(dns('x.a.com'), dns('*.a.com'))],
    ['a wildcard inside a label', forbidden, () => exclude(dns('xy.a.com'), dns('x*.a.com'))],
    ['a bare wildcard', forbidden, () => exclude(dns('a.com'), dns('*'))],
    ['a final dot', forbidden, () => exclude(dns('a.com'), dns('x.a.com.'))],
    ['a NUL before the permitted end', forbidden, () => permit(dns('a.com'), dns('b.com\0.a.com'))],
    ['an excluded base with a wildcard', forbidden, () => exclude(dns('*.a.com'), dns('x.a.com'))],
    ['a mailbox elsewhere', forbidden, () => permit(mail('a.com'), mail('x@b.com'))],
    ['a mailbox below the host alone', forbidden, () => permit(mail('a.com'), mail('x@b.a.com'))],
    ['another mailbox', forbidden, () => permit(mail('x@a.com'), mail('X@a.com'))],
    ['a mailbox without @', forbidden, () => permit(mail('a.com'), mail('a.com'))],
    ['a mailbox with two @', forbidden, () => exclude(mail('a.com'), mail('x@b.com@a.com'))],
    ['a mailbox with a final dot', forbidden, () => exclude(mail('a.com'), mail('x@a.com.'))],
    [
      'a mailbox below an excluded dot',
      forbidden,
      () => exclude(mail('.a.com'), mail('x@b.a.com')),
    ],
    [
      'an e-mail address in the subject',
      forbidden,
      () => constrained({ excluded: [mail('a.com')] }, [], `${MONITOR}/emailAddress=x@a.com`),
    ],
    ['a URI elsewhere', forbidden, () => permit(uri('a.com'), uri('http://b.com'))],
    [
      'a URI with another host after an @',
      forbidden,
      () => permit(uri('a.com'), uri('http://a.com@b.com/')),
    ],
    ['a URI with a backslash', forbidden, () => permit(uri('b.com'), uri('http://b.com\\@a.com/'))],
    ['a URI with an escaped host', forbidden, () => exclude(uri('a.com'), uri('http://%61.com/'))],
    ['a URI with a final dot', forbidden, () => exclude(uri('a.com'), uri('http://a.com./'))],
    ['a URI without a host', forbidden, () => exclude(uri('a.com'), uri('urn:zcert:gateway:x'))],
    ['a URI of an address', forbidden, () => exclude(uri('a.com'), uri('http://0x7f.1/'))],
    ['an address outside', forbidden, () => permit(ip('10.0.0.0', '255.0.0.0'), ip('11.0.0.1'))],
    ['an address inside', forbidden, () => exclude(ip('10.0.0.0', '255.0.0.0'), ip('10.9.9.9'))],
    ['IPv6 where IPv4 is permitted', forbidden, () => permit(ip('0.0.0.0', '0.0.0.0'), ip('::1'))],
    [
      'an address of five octets',
      forbidden,
      () => exclude(ip('0.0.0.0', '0.0.0.0'), der(0x87, Buffer.alloc(5))),
    ],
    [
      'a constraint of five octets',
      forbidden,
      () => exclude(der(0x87, Buffer.alloc(5)), ip('10.0.0.1')),
    ],
    ['a constrained otherName', forbidden, () => permit(other('1.2.3'), other('1.2.3'))],
    ['an excluded otherName', forbidden, () => exclude(other('1.2.4'), other('1.2.3'))],
    [
      'more names and constraints than are compared',
      forbidden,
      () => {
        const bases = Array.from({ length: 300 }, (_, n) => dns(`x${n}.example`))
        const names = Array.from({ length: 300 }, (_, n) => dns(`y${n}.example`))
        return constrained({ excluded: bases }, names)
      },
    ],
  ],
)
