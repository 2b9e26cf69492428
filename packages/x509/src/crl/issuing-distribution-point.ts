import type { DerReader } from '../der/der-reader.ts'
import { contextConstructed, contextPrimitive } from '../der/tags.ts'
import { X509Error } from '../errors.ts'
import {
  type DistributionPoint,
  readDistributionPointName,
} from '../extensions/distribution-point.ts'

/** Which certificates a CRL speaks for when not for all of its issuer's. */
export interface IssuingDistributionPoint
  extends Pick<DistributionPoint, 'fullName' | 'relativeName'> {
  readonly onlyUserCertificates: boolean
  readonly onlyCaCertificates: boolean
  readonly onlySomeReasons?: readonly boolean[]
  readonly indirect: boolean
  readonly onlyAttributeCertificates: boolean
}

/** Reads issuingDistributionPoint, which RFC 5280 forbids to be empty. @see RFC 5280 §5.2.5 */
export function readIssuingDistributionPoint(reader: DerReader): IssuingDistributionPoint {
  const fields = reader.enter()
  if (fields.done) throw new X509Error('der_malformed', 'an issuingDistributionPoint is empty')
  const name = fields.enterIf(contextConstructed(0))
  const where = name === undefined ? {} : readDistributionPointName(name)
  const flag = (number: number) => {
    const present = fields.peekTag() === contextPrimitive(number)
    if (present && !fields.boolean(contextPrimitive(number))) {
      throw new X509Error('der_malformed', 'an issuingDistributionPoint spells out a default')
    }
    return present
  }
  const onlyUserCertificates = flag(1)
  const onlyCaCertificates = flag(2)
  const onlySomeReasons =
    fields.peekTag() === contextPrimitive(3) ? fields.namedBits(contextPrimitive(3)) : undefined
  const indirect = flag(4)
  const onlyAttributeCertificates = flag(5)
  fields.finish()
  return {
    ...where,
    onlyUserCertificates,
    onlyCaCertificates,
    ...(onlySomeReasons === undefined ? {} : { onlySomeReasons }),
    indirect,
    onlyAttributeCertificates,
  }
}
