import { der, derExtension, derOid, MockCa } from '@zcert/testkit'
import { EXTENSION } from '../../oids.ts'
import {
  anchor,
  caExtensions,
  deviceFields,
  deviceRequest,
  pathCases,
  requestBelow,
} from '../path-requests.cases.ts'

const unknown = (critical: boolean) => derExtension('1.3.6.1.4.1.99999.1', critical, der(0x05))
const anyPolicy = der(0x30, der(0x30, derOid('2.5.29.32.0')))
const issuerName = der(0x30, der(0x82, Buffer.from('ca.example')))

const withMore = (extension: Buffer) => deviceRequest(deviceFields({ more: [extension] }))
const above = (extension: Buffer) => caExtensions({ more: [extension] })

export const cases = pathCases(
  [
    ['an unknown extension that is not critical', () => withMore(unknown(false))],
    [
      'critical certificate policies',
      () => withMore(derExtension(EXTENSION.certificatePolicies, true, anyPolicy)),
    ],
    [
      'a critical inhibitAnyPolicy on a CA',
      () => {
        const inhibit = derExtension(EXTENSION.inhibitAnyPolicy, true, der(0x02, Buffer.from([0])))
        return requestBelow([anchor, anchor.subordinate({ extensions: above(inhibit) })])
      },
    ],
  ],
  [
    [
      'an unknown critical extension of the end entity',
      'critical_extension_unknown',
      () => withMore(unknown(true)),
    ],
    [
      'an unknown critical extension of an intermediate CA',
      'critical_extension_unknown',
      () => requestBelow([anchor, anchor.subordinate({ extensions: above(unknown(true)) })]),
    ],
    [
      'an unknown critical extension of the trust anchor',
      'critical_extension_unknown',
      () => requestBelow([MockCa.create({ extensions: above(unknown(true)) })]),
    ],
    [
      'a critical issuer alternative name, which nothing carries out',
      'critical_extension_unknown',
      () => withMore(derExtension(EXTENSION.issuerAltName, true, issuerName)),
    ],
    [
      'a critical extension whose identifier only ends like a known one',
      'critical_extension_unknown',
      () => withMore(derExtension(`1.2.5.29.15`, true, der(0x05))),
    ],
  ],
)
