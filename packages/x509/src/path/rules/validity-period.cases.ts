import { MockCa } from '@zcert/testkit'
import { type Instant, parseInstant, plus, seconds } from '../../instant.ts'
import { anchor, deviceRequest, pathCases, requestBelow } from '../path-requests.cases.ts'

const notBefore = parseInstant('2027-01-01T00:00:00Z')
const notAfter = parseInstant('2027-12-31T23:59:59Z')
const period = { notBefore, notAfter }
const before = (at: Instant) => plus(at, seconds(-1))
const after = (at: Instant) => plus(at, seconds(1))

function belowShortRoot(at: Instant) {
  const root = MockCa.create(period)
  const long = { notBefore: parseInstant('2020-01-01T00:00:00Z') }
  return requestBelow([root], { ...long, notAfter: parseInstant('2040-01-01T00:00:00Z') }, { at })
}

export const cases = pathCases(
  [
    ['the second of notBefore', () => deviceRequest(period, { at: notBefore })],
    ['the second after notBefore', () => deviceRequest(period, { at: after(notBefore) })],
    ['the second before notAfter', () => deviceRequest(period, { at: before(notAfter) })],
    ['the second of notAfter', () => deviceRequest(period, { at: notAfter })],
    [
      'a certificate without well-defined expiry',
      () => deviceRequest({ notAfter: parseInstant('9999-12-31T23:59:59Z') }),
    ],
  ],
  [
    [
      'the second before notBefore',
      'not_yet_valid',
      () => deviceRequest(period, { at: before(notBefore) }),
    ],
    [
      'the second after notAfter',
      'certificate_expired',
      () => deviceRequest(period, { at: after(notAfter) }),
    ],
    [
      'an intermediate CA, a second expired',
      'certificate_expired',
      () => {
        const sub = anchor.subordinate(period)
        const later = { notBefore, notAfter: parseInstant('2028-06-01T00:00:00Z') }
        return requestBelow([anchor, sub], later, { at: after(notAfter) })
      },
    ],
    ['a trust anchor, a second early', 'not_yet_valid', () => belowShortRoot(before(notBefore))],
    ['a trust anchor, a second late', 'certificate_expired', () => belowShortRoot(after(notAfter))],
    [
      'a period that ends before it begins',
      'not_yet_valid',
      () => deviceRequest({ notBefore: notAfter, notAfter: notBefore }, { at: notBefore }),
    ],
  ],
)
