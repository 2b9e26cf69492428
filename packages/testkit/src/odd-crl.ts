import type { CertificateList } from '@zcert/x509'
import { der, derExtension, derOid, derParts } from './der.ts'
import type { MockCa, MockCrlFields } from './mock-ca.ts'

/** What is odd about a CRL that its CA really signed, or that it never did. */
export type CrlOddity =
  | 'delta'
  | 'partial'
  | 'without-number'
  | 'without-next-update'
  | 'version-1'
  | 'unknown-critical-extension'
  | 'forged'

const CRL_NUMBER = '2.5.29.20'
const DELTA_CRL_INDICATOR = '2.5.29.27'
const ISSUING_DISTRIBUTION_POINT = '2.5.29.28'

const BASE = derExtension(DELTA_CRL_INDICATOR, true, der(0x02, Buffer.from([1])))
const USERS_ONLY = derExtension(
  ISSUING_DISTRIBUTION_POINT,
  true,
  der(0x30, der(0x81, Buffer.from([0xff]))),
)
const UNKNOWN = derExtension('1.2.3.4', true, der(0x05))

const CHANGES: Record<CrlOddity, (forger: MockCa) => MockCrlFields> = {
  delta: () => withExtensions((list) => [...list, BASE]),
  partial: () => withExtensions((list) => [...list, USERS_ONLY]),
  'without-number': () =>
    withExtensions((list) => list.filter((one) => !one.includes(derOid(CRL_NUMBER)))),
  // version, algorithm, issuer, thisUpdate, nextUpdate
  'without-next-update': () => ({
    rewriteTbs: (tbs) => der(0x30, ...derParts(tbs).filter((_, at) => at !== 4)),
  }),
  // As `openssl ca` writes it where nothing has an extension: neither version nor extensions.
  'version-1': () => ({ rewriteTbs: (tbs) => der(0x30, ...derParts(tbs).slice(1, -1)) }),
  'unknown-critical-extension': () => withExtensions((list) => [...list, UNKNOWN]),
  forged: (forger) => ({ signingKeys: forger.keys }),
}

/**
 * A CRL with one oddity, all else as it should be.
 * @param forger a CA that is not this one
 */
export function oddCrl(
  ca: MockCa,
  oddity: CrlOddity,
  forger: MockCa,
  fields: MockCrlFields = {},
): CertificateList {
  return ca.crl({ ...fields, ...CHANGES[oddity](forger) })
}

function withExtensions(change: (list: Buffer[]) => Buffer[]): MockCrlFields {
  return {
    rewriteTbs: (tbs) => {
      const parts = derParts(tbs)
      const list = derParts(derParts(parts.at(-1) as Buffer)[0] as Buffer)
      return der(0x30, ...parts.slice(0, -1), der(0xa0, der(0x30, ...change(list))))
    },
  }
}
