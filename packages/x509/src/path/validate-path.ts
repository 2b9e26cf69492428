import type { Certificate } from '../certificate.ts'
import type { CertificateList } from '../crl/certificate-list.ts'
import type { Instant } from '../instant.ts'
import { namesMatch } from '../name/name-match.ts'
import { formatName } from '../name/name-text.ts'
import { type CrlRevocationPolicy, crlRevocation } from '../revocation/crl-revocation.ts'
import { type RevocationChecker, revocationNotAsked } from '../revocation/revocation-status.ts'
import { type Finding, runRules } from '../rule.ts'
import { candidatePaths } from './candidate-paths.ts'
import type { PathCode, PathRule, Purpose } from './path-rule.ts'
import { PATH_RULES } from './path-rules.ts'

/** A certificate, what it may be chained with, and what is asked of it. */
export interface PathRequest {
  readonly certificate: Certificate
  /** Further certificates that may stand between it and a trust anchor. */
  readonly intermediates?: readonly Certificate[]
  readonly trustAnchors: readonly Certificate[]
  readonly at: Instant
  readonly purpose: Purpose
  /** CRLs with the policy for them, a checker of one's own, or the plain word that nobody asks. */
  readonly revocation: CrlRevocation | RevocationChecker | 'not-asked'
}

/** Revocation by complete CRLs. */
export interface CrlRevocation {
  readonly crls: readonly CertificateList[]
  readonly policy?: CrlRevocationPolicy
}

/** The valid path, or what is wrong with the one that came closest. */
export type PathResult =
  | { readonly valid: true; readonly path: readonly Certificate[] }
  | {
      readonly valid: false
      readonly path: readonly Certificate[]
      readonly findings: readonly Finding<PathCode>[]
    }

/**
 * Validates a certificate: finds a path to a trust anchor and runs every rule on every certificate of
 * it. A path is valid only when no rule found anything; when none is, the findings are those of the
 * path with the fewest.
 * @see RFC 5280 §6.1
 * @example
 * validatePath({ certificate, trustAnchors: [ca], at, purpose: 'clientAuth', revocation: { crls } })
 */
export function validatePath(request: PathRequest): PathResult {
  return validatePathWith(PATH_RULES, request)
}

/** The same with a list of rules; only tests pass another than {@link PATH_RULES}. */
export function validatePathWith(rules: readonly PathRule[], request: PathRequest): PathResult {
  const { certificate, intermediates = [], trustAnchors, at, purpose } = request
  const revocation = checkerFor(rules, request)
  let closest: PathResult & { valid: false } = {
    valid: false,
    path: [certificate],
    findings: [issuerUnknown(certificate)],
  }
  let found = false
  for (const path of candidatePaths(certificate, intermediates, trustAnchors)) {
    const findings = path.flatMap((member, depth) =>
      runRules(rules, {
        certificate: member,
        issuer: path[depth + 1],
        depth,
        path,
        at,
        purpose,
        revocation,
      }),
    )
    if (findings.length === 0) return { valid: true, path }
    if (!found || findings.length < closest.findings.length)
      closest = { valid: false, path, findings }
    found = true
  }
  return closest
}

function checkerFor(rules: readonly PathRule[], request: PathRequest): RevocationChecker {
  const { revocation, intermediates = [], trustAnchors } = request
  if (revocation === 'not-asked') return revocationNotAsked
  if (typeof revocation === 'function') return revocation
  const { crls, policy } = revocation
  // A CA that changed its key signs CRLs with the new one: its other certificates count as well, once
  // they chain to a trust anchor themselves. Their own revocation is asked of their issuer's key alone,
  // which ends the recursion.
  const trusted = (signer: Certificate) =>
    trustAnchors.includes(signer) ||
    validatePathWith(rules, {
      ...request,
      certificate: signer,
      purpose: 'any',
      revocation: crlRevocation(crls, policy),
    }).valid
  return crlRevocation(crls, policy, (crl) =>
    [...intermediates, ...trustAnchors].filter(
      (signer) => namesMatch(signer.subject, crl.issuer) && trusted(signer),
    ),
  )
}

function issuerUnknown(certificate: Certificate): Finding<PathCode> {
  return {
    rule: 'issuer-name',
    citation: 'RFC 5280 §6.1.1 (d)',
    code: 'issuer_unknown',
    message: `issued by ${formatName(certificate.issuer)}, which is not trusted here`,
    details: { issuer: formatName(certificate.issuer) },
  }
}
