import { der, derExtension, derParts } from '@zcert/testkit'
import { EXTENSION } from '../oids.ts'

/** What makes the mock CA sign a CRL with its extensions changed. */
export const withExtensions = (change: (list: Buffer[]) => Buffer[]) => ({
  rewriteTbs: (tbs: Buffer) => {
    const parts = derParts(tbs)
    const list = derParts(derParts(parts.at(-1) as Buffer)[0] as Buffer)
    return der(0x30, ...parts.slice(0, -1), der(0xa0, der(0x30, ...change(list))))
  },
})

/** A CRL with an issuing distribution point. */
export const scoped = (...fields: Buffer[]) =>
  withExtensions((list) => [
    ...list,
    derExtension(EXTENSION.issuingDistributionPoint, true, der(0x30, ...fields)),
  ])

/** One of the distribution point's BOOLEANs, TRUE. */
export const flag = (number: number) => der(0x80 | number, Buffer.from([0xff]))
/** onlySomeReasons: the count of unused bits, then the bits. */
export const reasons = (...octets: number[]) => der(0x83, Buffer.from(octets))
/** The name of a distribution point that is one URI. */
export const crlUri = (text: string) => der(0xa0, der(0xa0, der(0x86, Buffer.from(text))))
/** A CRL with an entry as indirect CRLs have them: its critical extension names another CA. */
export const withForeignEntry = () => {
  const entry = der(
    0x30,
    der(0x02, Buffer.from([5])),
    der(0x17, Buffer.from('261123120000Z')),
    der(0x30, derExtension('2.5.29.29', true, der(0x30, der(0x82, Buffer.from('x'))))),
  )
  return {
    rewriteTbs: (tbs: Buffer) => {
      const parts = derParts(tbs)
      return der(0x30, ...parts.slice(0, -1), der(0x30, entry), parts.at(-1) as Buffer)
    },
  }
}
/** A CRL without nextUpdate, which RFC 5280 does not allow. */
export const withoutNextUpdate = {
  rewriteTbs: (tbs: Buffer) => der(0x30, ...derParts(tbs).filter((_, at) => at !== 4)),
}
/** A delta CRL over the CRL of number `base`. */
export const deltaOf = (base: number) =>
  withExtensions((list) => [
    ...list,
    derExtension(EXTENSION.deltaCrlIndicator, true, der(0x02, Buffer.from([base]))),
  ])
