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
 * whose key identifier fits come first. Nothing is verified here.
 */
export function* candidatePaths(
  certificate: Certificate,
  intermediates: readonly Certificate[],
  trustAnchors: readonly Certificate[],
): Generator<readonly Certificate[], void> {
  const budget = { candidates: MAX_CANDIDATES, steps: MAX_STEPS }
  if (trustAnchors.some((anchor) => anchor.der.equals(certificate.der))) yield [certificate]
  else yield* extend([certificate], intermediates, trustAnchors, budget)
}

function* extend(
  path: readonly Certificate[],
  intermediates: readonly Certificate[],
  trustAnchors: readonly Certificate[],
  budget: { candidates: number; steps: number },
): Generator<readonly Certificate[], void> {
  const last = path[path.length - 1] as Certificate
  for (const anchor of issuersOf(last, trustAnchors)) {
    if (budget.candidates-- <= 0) return
    yield [...path, anchor]
  }
  if (path.length >= MAX_PATH_CERTIFICATES - 1) return
  for (const issuer of issuersOf(last, intermediates)) {
    if (budget.candidates <= 0 || budget.steps-- <= 0) return
    if (path.some((member) => member.der.equals(issuer.der))) continue
    yield* extend([...path, issuer], intermediates, trustAnchors, budget)
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
