import type { DerReader } from '../der/der-reader.ts'
import { encodeValue, sequence } from '../der/der-writer.ts'
import { contextConstructed, contextPrimitive } from '../der/tags.ts'
import { type NameAttribute, readRdn } from '../name/name.ts'
import { type GeneralName, readGeneralNames, uriName } from './general-name.ts'

/** Where a CRL is to be found, which reasons it covers, and who signs it when not the issuer. */
export interface DistributionPoint {
  readonly fullName?: readonly GeneralName[]
  /** `nameRelativeToCRLIssuer`: the last part of a name whose rest is the CRL issuer's. */
  readonly relativeName?: readonly NameAttribute[]
  /** Set bits of `reasons`; absent means all reasons. */
  readonly reasons?: readonly boolean[]
  readonly crlIssuer?: readonly GeneralName[]
}

const MAX_POINTS = 64

/** Reads cRLDistributionPoints (and freshestCRL, which has the same form). @see RFC 5280 §4.2.1.13 */
export function readDistributionPoints(reader: DerReader): readonly DistributionPoint[] {
  const list = reader.enter()
  const points: DistributionPoint[] = []
  do points.push(readPoint(list.enter()))
  while (!list.done && points.length < MAX_POINTS)
  list.finish()
  return points
}

/** Reads the contents of a DistributionPointName. */
export function readDistributionPointName(
  name: DerReader,
): Pick<DistributionPoint, 'fullName' | 'relativeName'> {
  const full = name.enterIf(contextConstructed(0))
  const found =
    full === undefined
      ? { relativeName: readRdn(name, contextConstructed(1)) }
      : { fullName: readGeneralNames(full) }
  name.finish()
  return found
}

/** Encodes cRLDistributionPoints with one point per URI. */
export function encodeDistributionPoints(uris: readonly string[]): Buffer {
  return sequence(
    ...uris.map((uri) => {
      const fullName = encodeValue(contextConstructed(0), [uriName(uri)])
      return sequence(encodeValue(contextConstructed(0), [fullName]))
    }),
  )
}

function readPoint(point: DerReader): DistributionPoint {
  const name = point.enterIf(contextConstructed(0))
  const where = name === undefined ? {} : readDistributionPointName(name)
  const reasons =
    point.peekTag() === contextPrimitive(1) ? point.namedBits(contextPrimitive(1)) : undefined
  const issuer = point.enterIf(contextConstructed(2))
  const crlIssuer = issuer === undefined ? undefined : readGeneralNames(issuer)
  point.finish()
  return {
    ...where,
    ...(reasons === undefined ? {} : { reasons }),
    ...(crlIssuer === undefined ? {} : { crlIssuer }),
  }
}
