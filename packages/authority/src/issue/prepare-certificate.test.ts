import { randomBytes } from 'node:crypto'
import { nobodysRsaKey, type TestKeyKind, testKeyPair } from '@zcert/testkit'
import {
  days,
  formatName,
  type Instant,
  parseInstant,
  plus,
  publicKeyHash,
  seconds,
  TLS_SERVER,
  Z_MONITOR,
} from '@zcert/x509'
import { describe, expect, test } from 'vitest'
import { authorityContext } from '../authority-context.ts'
import { keyObjectSigner } from '../signer/key-object-signer.ts'
import { orderFor, TEST_CA, verdictOf } from '../test-authority.fixture.ts'
import { prepareCertificate } from './prepare-certificate.ts'

const NOW = parseInstant('2026-11-23T12:00:00Z')
const END = TEST_CA.certificate.notAfter

/** A CA without a ledger: preparing reads and writes nothing. */
function contextOf(ca = TEST_CA, draw = randomBytes) {
  const signer = keyObjectSigner(ca.keys.privateKey)
  const parts = { ledger: undefined as never, now: () => NOW, signer, randomBytes: draw }
  return authorityContext({ ...parts, certificate: ca.certificate })
}

const context = contextOf()
const order = orderFor('ZM-001')

const verdict = (at: Instant, changes: object = {}) =>
  verdictOf(() => prepareCertificate(context, { ...order, ...changes }, at))

describe('prepareCertificate()', () => {
  test('takes from the order what it may, from the profile and the CA all else', () => {
    const { certificate, ticket } = prepareCertificate(context, order, plus(NOW, days(1)))
    expect(formatName(certificate.subject)).toContain('CN=Z-Monitor-ZM-001')
    expect(certificate.issuer.der).toEqual(TEST_CA.certificate.subject.der)
    expect(publicKeyHash(certificate.publicKey)).toBe(publicKeyHash(order.publicKey))
    expect(ticket.redeem()).toEqual(certificate.tbs)
  })

  test('begins a minute ago, for devices whose clocks are behind, and lasts as the profile says', () => {
    const { certificate } = prepareCertificate(context, order, plus(NOW, days(1)))
    expect(certificate.notBefore).toBe(plus(NOW, seconds(86_340)))
    expect(certificate.notAfter - certificate.notBefore).toBe(Z_MONITOR.validity)
  })

  test('never begins before the CA', () => {
    const { certificate } = prepareCertificate(context, order, plus(NOW, seconds(30)))
    expect(certificate.notBefore).toBe(TEST_CA.certificate.notBefore)
  })

  test.each([
    ['as long before the end as the profile lasts', -Z_MONITOR.validity + 60, Z_MONITOR.validity],
    ['a second later', -Z_MONITOR.validity + 61, Z_MONITOR.validity - 1],
    ['a day before the end', -86_400, 86_460],
  ])('never outlives the CA: %s', (_, offset, validity) => {
    const { certificate } = prepareCertificate(context, order, plus(END, seconds(offset)))
    expect(certificate.notAfter).toBe(END)
    expect(certificate.notAfter - certificate.notBefore).toBe(validity)
  })

  test.each([
    ['a second before', -1, 'passes'],
    ['at', 0, 'passes'],
    ['a second after', 1, 'ca_expired'],
    ['a year after', 31_536_000, 'ca_expired'],
  ])('refuses %s the end of the CA: %i s', async (_, offset, expected) => {
    expect(await verdict(plus(END, seconds(offset)))).toBe(expected)
  })

  test.each([
    ['at', 0, 'passes'],
    ['a day before', -86_400, 'lint_failed'],
  ])('on a clock %s the beginning of the CA: %i s', async (_, offset, expected) => {
    expect(await verdict(plus(NOW, seconds(offset)))).toBe(expected)
  })

  test.each<[TestKeyKind, string]>([
    ['p-256', 'passes'],
    ['p-384', 'passes'],
    ['rsa-2048', 'passes'],
    ['rsa-1024', 'lint_failed'],
  ])('takes keys that the profile takes: %s', async (kind, expected) => {
    expect(await verdict(NOW, { publicKey: testKeyPair(kind).publicKey })).toBe(expected)
  })

  test.each([
    ["the CA's own key", TEST_CA.keys.publicKey],
    ['an RSA key that is too long', nobodysRsaKey(8192)],
  ])('refuses %s', async (_, publicKey) => {
    expect(await verdict(NOW, { publicKey })).toBe('lint_failed')
  })

  test.each([
    ['a device ID as it should be', 'ZM-001', 'passes'],
    ['one in lower case', 'zm-001', 'lint_failed'],
    ['one with a line break', 'ZM-001\nDNS:*.hospital.example', 'lint_failed'],
  ])('lints what it made: %s', async (_, deviceId, expected) => {
    expect(await verdict(NOW, orderFor(deviceId))).toBe(expected)
  })

  test.each([
    ['nine octets', 7, 'passes'],
    ['eight octets', 8, 'lint_failed'],
  ])('refuses a serial number with too little chance in it: %s', async (_, zeros, expected) => {
    const draw = (length: number) => Buffer.alloc(length, 0x5a).fill(0, 0, zeros)
    const poor = contextOf(TEST_CA, draw as typeof randomBytes)
    expect(await verdictOf(() => prepareCertificate(poor, order, NOW))).toBe(expected)
  })

  test('makes certificates of servers by their own profile', () => {
    const identity = {
      kind: 'service',
      name: 'gateway',
      tlsNames: ['gw.hospital.example'],
    } as const
    const made = prepareCertificate(context, { ...order, identity, profile: TLS_SERVER }, NOW)
    expect(formatName(made.certificate.subject)).toContain('CN=gateway')
    expect(made.certificate.notAfter - made.certificate.notBefore).toBe(TLS_SERVER.validity)
  })

  test('draws a new serial number every time', () => {
    const drawn = Array.from({ length: 50 }, () => prepareCertificate(context, order, NOW))
    expect(new Set(drawn.map(({ certificate }) => certificate.serialNumber)).size).toBe(50)
  })
})
