import type { Certificate } from '../certificate.ts'
import { namesMatch } from '../name/name-match.ts'

/** A path holds at most this many certificates, the end entity and the trust anchor included. */
const MAX_PATH_CERTIFICATES = 10

/** How many candidate paths are tried before none is offered any more. */
const MAX_CANDIDATES = 32

/** How many certificates are looked at while searching; hostile pools would make it exponential. */
const MAX_STEPS = 10_000

/**
 * The chains of names from `certificate` up to a trust anchor: end entity first, anchor last. Issuers
 * whose key identifier fits come first. Nothing is verified here. Only a CA is trusted for being a trust
 * anchor itself: a device's certificate that lies in a file of trusted CAs, as in a bundle, is not.
 */
export function* candidatePaths(
  certificate: Certificate,
  intermediates: readonly Certificate[],
  trustAnchors: readonly Certificate[],
): Generator<readonly Certificate[], void> {
  const search: Search = {
    anchorsAbove: remembered(trustAnchors),
    intermediatesAbove: remembered(intermediates),
    candidates: MAX_CANDIDATES,
    steps: MAX_STEPS,
  }
  if (isCa(certificate) && trustAnchors.some((anchor) => anchor.der.equals(certificate.der)))
    yield [certificate]
  else yield* extend([certificate], search)
}

function isCa({ extensions }: Certificate): boolean {
  return extensions.basicConstraints?.ca === true
}

/** One search: who may have issued a certificate, and what may still be spent. */
interface Search {
  readonly anchorsAbove: (certificate: Certificate) => readonly Certificate[]
  readonly intermediatesAbove: (certificate: Certificate) => readonly Certificate[]
  candidates: number
  steps: number
}

function* extend(
  path: readonly Certificate[],
  search: Search,
): Generator<readonly Certificate[], void> {
  const last = path[path.length - 1] as Certificate
  for (const anchor of search.anchorsAbove(last)) {
    if (search.candidates-- <= 0) return
    yield [...path, anchor]
  }
  if (path.length >= MAX_PATH_CERTIFICATES - 1) return
  for (const issuer of search.intermediatesAbove(last)) {
    if (search.candidates <= 0 || search.steps-- <= 0) return
    if (path.some((member) => member.der.equals(issuer.der))) continue
    yield* extend([...path, issuer], search)
  }
}

/** {@link issuersOf} a pool, found once a certificate however often the search comes by. */
function remembered(
  pool: readonly Certificate[],
): (certificate: Certificate) => readonly Certificate[] {
  const found = new Map<Certificate, readonly Certificate[]>()
  return (certificate) => {
    const issuers = found.get(certificate) ?? issuersOf(certificate, pool)
    found.set(certificate, issuers)
    return issuers
  }
}

function issuersOf(certificate: Certificate, pool: readonly Certificate[]): Certificate[] {
  const wanted = certificate.extensions.authorityKeyIdentifier?.keyIdentifier
  const mismatch = ({ extensions: { subjectKeyIdentifier } }: Certificate) =>
    wanted !== undefined &&
    subjectKeyIdentifier !== undefined &&
    !wanted.equals(subjectKeyIdentifier)
  return pool
    .filter((candidate) => namesMatch(candidate.subject, certificate.issuer))
    .sort((a, b) => Number(mismatch(a)) - Number(mismatch(b)))
}
