import { der, derExtension, MockCa, oddCrl, testKeyPair } from '@zcert/testkit'
import type { CertificateList } from '../../crl/certificate-list.ts'
import { days, parseInstant, plus, seconds } from '../../instant.ts'
import { EXTENSION } from '../../oids.ts'
import { signingAlgorithmFor } from '../../public-key/signature-algorithm.ts'
import type { CrlRevocationPolicy } from '../../revocation/crl-revocation.ts'
import {
  crlUri,
  deltaOf,
  flag,
  reasons,
  scoped,
  withExtensions,
  withForeignEntry,
  withoutNextUpdate,
} from '../mock-crls.cases.ts'
import {
  AT,
  anchor,
  caExtensions,
  deviceFields,
  pathCases,
  requestBelow,
  requestFor,
} from '../path-requests.cases.ts'

const reason = 'keyCompromise'
const device = anchor.issue().certificate
const { serialNumber } = device
const revoked = [{ serialNumber, revocationDate: AT, reason }] as const
const THIS_UPDATE = parseInstant('2026-11-23T12:00:00Z')
const NEXT_UPDATE = plus(THIS_UPDATE, days(7))

const by = (crls: CertificateList[], policy?: CrlRevocationPolicy, at = AT) =>
  requestFor(device, { at, revocation: policy === undefined ? { crls } : { crls, policy } })

/** A device whose CRL distribution point is `uri`, or another issuer's where `crlIssuer` is given. */
function deviceAt(uri: string, crls: CertificateList[], crlIssuer?: Buffer) {
  const issuer = crlIssuer === undefined ? [] : [der(0xa2, der(0xa4, crlIssuer))]
  const point = der(0x30, crlUri(uri), ...issuer)
  const more = [derExtension(EXTENSION.crlDistributionPoints, false, der(0x30, point))]
  return requestFor(anchor.issue(deviceFields({ more })).certificate, { revocation: { crls } })
}

/** A CA that changed its key: the old one signed the device, the new one signs the CRL. */
function rollover(expired: boolean) {
  const keys = testKeyPair()
  const extensions = caExtensions()
  const notAfter = expired ? { notAfter: plus(AT, seconds(-1)) } : {}
  const renewed = MockCa.create({ keys, extensions, ...notAfter })
  return requestFor(device, {
    trustAnchors: [anchor.certificate, renewed.certificate],
    revocation: { crls: [renewed.crl()] },
  })
}

const sub = anchor.subordinate()
const subSerial = sub.certificate.serialNumber
const below = (anchorCrl: CertificateList, policy: CrlRevocationPolicy = {}) =>
  requestBelow([anchor, sub], {}, { revocation: { crls: [anchorCrl, sub.crl()], policy } })
const subRevoked = [
  { serialNumber: subSerial, revocationDate: AT, reason: 'cACompromise' },
] as const

export const cases = pathCases(
  [
    ['a certificate on no entry of a fresh CRL', () => by([anchor.crl()])],
    ['a CRL of version 1', () => by([oddCrl(anchor, 'version-1', anchor)])],
    ['a CRL without a number', () => by([oddCrl(anchor, 'without-number', anchor)])],
    ['the second of nextUpdate', () => by([anchor.crl()], {}, NEXT_UPDATE)],
    [
      'a stale CRL beside a fresh one',
      () => {
        const stale = anchor.crl({ nextUpdate: plus(AT, seconds(-1)) })
        return by([stale, anchor.crl()])
      },
    ],
    [
      'a stale CRL where that is allowed',
      () => {
        return by([anchor.crl()], { staleCrl: 'allow' }, plus(NEXT_UPDATE, seconds(1)))
      },
    ],
    ['no CRL where that is allowed', () => by([], { unknownStatus: 'allow' })],
    ['the CRL of another CA beside its own', () => by([MockCa.create().crl(), anchor.crl()])],
    ['another serial on the CRL', () => by([anchor.crl({ revoked: subRevoked })])],
    ['a CRL for end entities', () => by([anchor.crl(scoped(flag(1)))])],
    [
      'two CRLs that cover all reasons together',
      () => {
        const [first, second] = [reasons(4, 0x70), reasons(7, 0x0f, 0x80)]
        return by([anchor.crl(scoped(first)), anchor.crl(scoped(second))])
      },
    ],
    [
      'a CRL of its distribution point',
      () => {
        return deviceAt('http://a/crl', [anchor.crl(scoped(crlUri('http://a/crl')))])
      },
    ],
    ['an intermediate on no entry', () => below(anchor.crl())],
    [
      'a revoked intermediate, end entities asked alone',
      () => {
        return below(anchor.crl({ revoked: subRevoked }), { scope: 'end-entity' })
      },
    ],
    ['a CRL signed with the new key of the CA', () => rollover(false)],
  ],
  [
    ['a revoked device', 'certificate_revoked', () => by([anchor.crl({ revoked })])],
    [
      'a device revoked by a CRL of version 1',
      'certificate_revoked',
      () => {
        const listed = [{ serialNumber, revocationDate: AT, reason: 'unspecified' }] as const
        return by([oddCrl(anchor, 'version-1', anchor, { revoked: listed })])
      },
    ],
    [
      'a revoked intermediate',
      'certificate_revoked',
      () => below(anchor.crl({ revoked: subRevoked })),
    ],
    [
      'a device revoked on a stale CRL',
      'certificate_revoked',
      () => {
        const old = anchor.crl({ revoked, nextUpdate: plus(AT, seconds(-1)) })
        return by([old, anchor.crl()], { staleCrl: 'allow', unknownStatus: 'allow' })
      },
    ],
    [
      'a device revoked on a CRL from the future',
      'certificate_revoked',
      () => {
        return by([anchor.crl({ revoked, thisUpdate: plus(AT, seconds(1)) }), anchor.crl()])
      },
    ],
    [
      'a device revoked on a CRL without nextUpdate',
      'certificate_revoked',
      () => {
        return by([anchor.crl({ revoked, ...withoutNextUpdate }), anchor.crl()])
      },
    ],
    [
      'a device revoked on a delta CRL',
      'certificate_revoked',
      () => {
        return by([anchor.crl(), anchor.crl({ revoked, ...deltaOf(1) })])
      },
    ],
    ['no CRL at all', 'crl_missing', () => by([])],
    [
      'no CRL for the intermediate',
      'crl_missing',
      () => {
        return requestBelow([anchor, sub], {}, { revocation: { crls: [sub.crl()] } })
      },
    ],
    ['a CRL of another issuer', 'crl_missing', () => by([sub.crl()])],
    [
      'the second after nextUpdate',
      'crl_stale',
      () => by([anchor.crl()], {}, plus(NEXT_UPDATE, seconds(1))),
    ],
    [
      'a stale CRL where a missing one is allowed',
      'crl_stale',
      () => {
        return by([anchor.crl()], { unknownStatus: 'allow' }, plus(NEXT_UPDATE, seconds(1)))
      },
    ],
    [
      'a CRL signed by another CA of the same name',
      'crl_unusable',
      () => by([MockCa.create().crl()]),
    ],
    [
      'a foreign CRL where a missing one is allowed',
      'crl_unusable',
      () => {
        return by([MockCa.create().crl()], { unknownStatus: 'allow', staleCrl: 'allow' })
      },
    ],
    [
      'a CRL whose signature was changed',
      'crl_unusable',
      () => {
        const rewriteSignature = (s: Buffer) =>
          Buffer.concat([s.subarray(0, -1), Buffer.from([(s.at(-1) as number) ^ 1])])
        return by([anchor.crl({ rewriteSignature })])
      },
    ],
    [
      'a CRL that names two algorithms',
      'crl_unusable',
      () => {
        const outerAlgorithm = signingAlgorithmFor({ algorithm: 'ec', curve: 'P-384' }).identifier
        return by([anchor.crl({ outerAlgorithm })])
      },
    ],
    [
      'an unknown critical extension of the CRL',
      'crl_unusable',
      () => {
        const unknown = derExtension('1.3.6.1.4.1.99999.1', true, der(0x05))
        return by([anchor.crl(withExtensions((list) => [...list, unknown]))])
      },
    ],
    [
      'an unknown critical extension of an entry',
      'crl_unusable',
      () => by([anchor.crl(withForeignEntry())]),
    ],
    ['a delta CRL alone', 'crl_unusable', () => by([anchor.crl(deltaOf(1))])],
    [
      'a delta CRL where a missing one is allowed',
      'crl_unusable',
      () => {
        return by([anchor.crl(deltaOf(1))], { unknownStatus: 'allow' })
      },
    ],
    ['an indirect CRL', 'crl_unusable', () => by([anchor.crl(scoped(flag(4)))])],
    ['a CRL without nextUpdate', 'crl_unusable', () => by([anchor.crl(withoutNextUpdate)])],
    [
      'a CRL from the future',
      'crl_unusable',
      () => {
        return by([anchor.crl({ thisUpdate: plus(AT, seconds(1)) })])
      },
    ],
    ['a CRL for CAs', 'crl_missing', () => by([anchor.crl(scoped(flag(2)))])],
    ['a CRL for attribute certificates', 'crl_missing', () => by([anchor.crl(scoped(flag(5)))])],
    ['a CRL for users, asked for a CA', 'crl_missing', () => below(anchor.crl(scoped(flag(1))))],
    ['a CRL for some reasons', 'crl_missing', () => by([anchor.crl(scoped(reasons(4, 0x70)))])],
    [
      'reasons beyond those that exist',
      'crl_missing',
      () => {
        return by([anchor.crl(scoped(reasons(0, 0, 0, 0, 0, 0x7f, 0xff)))])
      },
    ],
    [
      'a CRL of another distribution point',
      'crl_missing',
      () => {
        return deviceAt('http://a/crl', [anchor.crl(scoped(crlUri('http://b/crl')))])
      },
    ],
    [
      'a CRL of a point, the device naming none',
      'crl_missing',
      () => {
        return by([anchor.crl(scoped(crlUri('http://a/crl')))])
      },
    ],
    [
      'a device that names another issuer for its CRL',
      'crl_unusable',
      () => {
        return deviceAt('http://a/crl', [anchor.crl()], Buffer.from(sub.certificate.subject.der))
      },
    ],
    ['a CRL signed with the key of an expired trust anchor', 'crl_unusable', () => rollover(true)],
    [
      'a CRL signed by a certificate that may not sign CRLs',
      'crl_unusable',
      () => {
        const extensions = caExtensions({ keyUsage: ['keyCertSign'] })
        const renewed = MockCa.create({ extensions })
        const trustAnchors = [anchor.certificate, renewed.certificate]
        return requestFor(device, { trustAnchors, revocation: { crls: [renewed.crl()] } })
      },
    ],
    [
      "the word of a checker of one's own",
      'crl_stale',
      () => {
        return requestFor(device, {
          revocation: () => ({ status: 'unknown', code: 'crl_stale', message: 'since yesterday' }),
        })
      },
    ],
  ],
)
