import { der, derExtension, derOid } from '@zcert/testkit'
import { parseSlashName } from '../../name/name-text.ts'
import { DEVICE_ID_NAME, EXTENSION } from '../../oids.ts'
import { requestCases, requestSubject } from '../request-subjects.cases.ts'

const dns = (text: string) => der(0x82, Buffer.from(text, 'latin1'))
const device = (id: string, tag = 0x0c, type: string = DEVICE_ID_NAME) =>
  der(0xa0, derOid(type), der(0xa0, der(tag, Buffer.from(id))))
const asking = (...names: Buffer[]) =>
  requestSubject({
    extensions: [derExtension(EXTENSION.subjectAltName, false, der(0x30, ...names))],
  })

const [DNS, ID] = [dns('device-ZM-001'), device('ZM-001')]

export const cases = requestCases(
  [
    ["the guide's two names", () => asking(DNS, ID)],
    ['them in the other order', () => asking(ID, DNS)],
    ['one of them', () => asking(DNS)],
    ['no alternative name', () => requestSubject({ extensions: [] })],
  ],
  [
    ['the name of another device', 'csr_conflict', () => asking(DNS, device('ZM-002'))],
    ['a second device', 'csr_conflict', () => asking(DNS, ID, device('ZM-002'))],
    ['the same device twice', 'csr_conflict', () => asking(ID, ID)],
    ['the same DNS name twice', 'csr_conflict', () => asking(DNS, DNS)],
    ['the ID in another string type', 'csr_conflict', () => asking(device('ZM-001', 0x13))],
    ['the ID in other letters', 'csr_conflict', () => asking(device('zm-001'))],
    ['the ID with a newline', 'csr_conflict', () => asking(device('ZM-001\n'))],
    ['an otherName of another type', 'csr_conflict', () => asking(device('ZM-001', 0x0c, '1.2.3'))],
    ['a DNS name of the hospital', 'csr_conflict', () => asking(DNS, dns('pki.hospital.example'))],
    ['a wildcard', 'csr_conflict', () => asking(dns('*'))],
    ['the DNS name in other letters', 'csr_conflict', () => asking(dns('DEVICE-ZM-001'))],
    ['the DNS name with a NUL', 'csr_conflict', () => asking(dns('device-ZM-001\0'))],
    ['an e-mail address', 'csr_conflict', () => asking(der(0x81, Buffer.from('a@b')))],
    ['a URI', 'csr_conflict', () => asking(der(0x86, Buffer.from('urn:zcert:gateway:x')))],
    ['an IP address', 'csr_conflict', () => asking(der(0x87, Buffer.from([127, 0, 0, 1])))],
    ['a directory name', 'csr_conflict', () => asking(der(0xa4, parseSlashName('/CN=x').der))],
    ['a registered ID', 'csr_conflict', () => asking(der(0x88, Buffer.from([0x2a])))],
    [
      'a thousand names',
      'csr_conflict',
      () => asking(...Array.from({ length: 1_000 }, (_, n) => dns(`x${n}`))),
    ],
  ],
)
