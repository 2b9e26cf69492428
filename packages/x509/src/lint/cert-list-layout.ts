import { MAX_CRL_BYTES } from '../crl/certificate-list.ts'
import { DerReader } from '../der/der-reader.ts'
import { contextConstructed, TAG } from '../der/tags.ts'
import { type Extension, readExtensions } from '../extensions/extension.ts'

/** How a TBSCertList is written: what no longer shows in its parsed form. */
export interface CertListLayout {
  /** Identifier octets of thisUpdate and, where it is present, nextUpdate. */
  readonly timeTags: readonly number[]
  /** Every extension, known or not, in the order of the CRL. */
  readonly extensions: readonly Extension[]
}

/** Reads the layout of a TBSCertList that has already been parsed. */
export function readCertListLayout(tbs: Buffer): CertListLayout {
  const fields = DerReader.over(tbs, MAX_CRL_BYTES).enter()
  const timeTags: number[] = []
  let extensions: readonly Extension[] = []
  while (!fields.done) {
    const tag = fields.peekTag()
    if (tag === contextConstructed(0)) {
      extensions = readExtensions(fields.enter(tag).enter())
      continue
    }
    if (tag === TAG.UTC_TIME || tag === TAG.GENERALIZED_TIME) timeTags.push(tag)
    fields.element()
  }
  return { timeTags, extensions }
}
