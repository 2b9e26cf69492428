import { der, derOid } from '@zcert/testkit'
import { DerReader } from '../../der/der-reader.ts'
import { readName } from '../../name/name.ts'
import { parseSlashName } from '../../name/name-text.ts'
import { requestCases, requestSubject } from '../request-subjects.cases.ts'

const GUIDE = '/C=US/ST=State/L=City/O=Hospital/OU=Medical-Devices/CN=Z-Monitor-ZM-001'
const asking = (subject: string) => requestSubject({ subject })
const utf16 = (text: string) => der(0x1e, Buffer.from(text, 'utf16le').swap16())
const pair = (type: string, value: Buffer) => der(0x30, derOid(type), value)
const named = (...rdns: Buffer[][]) =>
  requestSubject({
    subject: readName(DerReader.over(der(0x30, ...rdns.map((pairs) => der(0x31, ...pairs))))),
  })

export const cases = requestCases(
  [
    ["the guide's subject", () => asking(GUIDE)],
    ['the common name alone', () => asking('/CN=Z-Monitor-ZM-001')],
    ['no subject', () => requestSubject({ subject: { der: Buffer.from([0x30, 0]), rdns: [] } })],
    ['another state, city and unit', () => asking('/ST=x/L=y/OU=z/CN=Z-Monitor-ZM-001')],
    [
      'the common name in another string type',
      () => named([pair('2.5.4.3', utf16('Z-Monitor-ZM-001'))]),
    ],
  ],
  [
    ['the common name of another device', 'csr_conflict', () => asking('/CN=Z-Monitor-ZM-002')],
    ['the common name of the CA', 'csr_conflict', () => asking('/CN=Z-Monitor-CA')],
    ['the common name in other letters', 'csr_conflict', () => asking('/CN=z-monitor-zm-001')],
    ['a space behind the common name', 'csr_conflict', () => asking('/CN=Z-Monitor-ZM-001 ')],
    ['a NUL behind the common name', 'csr_conflict', () => asking('/CN=Z-Monitor-ZM-001\0')],
    [
      'two common names, the right one first',
      'csr_conflict',
      () => asking('/CN=Z-Monitor-ZM-001/CN=Z-Monitor-ZM-002'),
    ],
    [
      'the common name twice',
      'csr_conflict',
      () => asking('/CN=Z-Monitor-ZM-001/CN=Z-Monitor-ZM-001'),
    ],
    [
      'two common names in one part',
      'csr_conflict',
      () => {
        const names = ['Z-Monitor-ZM-001', 'Z-Monitor-ZM-002'].map((text) =>
          pair('2.5.4.3', der(0x0c, Buffer.from(text))),
        )
        return named(names)
      },
    ],
    ['another country', 'csr_conflict', () => asking(GUIDE.replace('C=US', 'C=DE'))],
    ['another organization', 'csr_conflict', () => asking(GUIDE.replace('Hospital', 'Clinic'))],
    ['an e-mail address', 'csr_conflict', () => asking(`${GUIDE}/emailAddress=a@b`)],
    ['a user ID', 'csr_conflict', () => asking(`${GUIDE}/UID=admin`)],
    ['a serial number', 'csr_conflict', () => asking(`${GUIDE}/serialNumber=1`)],
    ['an attribute of an unknown type', 'csr_conflict', () => named([pair('1.2.3', der(0x0c))])],
    [
      'a common name that is no string',
      'csr_conflict',
      () => named([pair('2.5.4.3', der(0x04, Buffer.from('Z-Monitor-ZM-001')))]),
    ],
    [
      'an organization where the CA has none',
      'csr_conflict',
      () => requestSubject({ subject: GUIDE }, { issuer: parseSlashName('/C=US/CN=Z-Monitor-CA') }),
    ],
  ],
)
