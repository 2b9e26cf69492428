import { encodeValue, explicit, integer, oid, sequence, setOf } from '../der/der-writer.ts'
import { contextConstructed } from '../der/tags.ts'
import { CONTENT_TYPE } from '../oids.ts'

const VERSION_1 = integer(1)
const NONE = setOf([])

/**
 * A CMS message that carries certificates and is signed by nobody: how EST hands them out.
 * @param certificates DER, in the order in which they shall stand
 * @see RFC 5652 §5.2, RFC 7030 §4.1.3
 */
export function encodeCertsOnly(certificates: readonly Uint8Array[]): Buffer {
  const signedData = sequence(
    VERSION_1,
    NONE,
    sequence(oid(CONTENT_TYPE.data)),
    encodeValue(contextConstructed(0), certificates),
    NONE,
  )
  return sequence(oid(CONTENT_TYPE.signedData), explicit(0, signedData))
}
