import type { Certificate } from '../certificate.ts'
import type { CertificateList } from '../crl/certificate-list.ts'
import type { Instant } from '../instant.ts'
import { namesMatch } from '../name/name-match.ts'
import { formatName } from '../name/name-text.ts'
import {
  type CrlRevocationPolicy,
  crlRevocation,
  isSignedBy,
} from '../revocation/crl-revocation.ts'
import { type RevocationChecker, revocationNotAsked } from '../revocation/revocation-status.ts'
import { type Finding, runRules } from '../rule.ts'
import { candidatePaths } from './candidate-paths.ts'
import type { PathCode, PathRule, Purpose } from './path-rule.ts'
import { PATH_RULES } from './path-rules.ts'
import { nameConstraints } from './rules/name-constraints.ts'
import { revocation as revocationRule } from './rules/revocation.ts'
import { signature } from './rules/signature.ts'

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
  const { certificate, intermediates = [], trustAnchors } = request
  const judge = judgeOf(rules, request)
  let closest: (PathResult & { valid: false }) | undefined
  let closestSigned = false
  for (const path of candidatePaths(certificate, intermediates, trustAnchors)) {
    const { findings, signed } = judge(path)
    if (findings.length === 0) return { valid: true, path }
    const nearer =
      closest === undefined ||
      (signed === closestSigned ? findings.length < closest.findings.length : signed)
    if (!nearer) continue
    closest = { valid: false, path, findings }
    closestSigned = signed
  }
  if (closest !== undefined) return closest
  const path = [certificate]
  const findings = [issuerUnknown(certificate), ...judge(path).findings]
  return { valid: false, path, findings }
}

/** What the rules find on a path, and whether every signature of it holds. */
type Judge = (path: readonly Certificate[]) => { findings: Finding<PathCode>[]; signed: boolean }

/**
 * Rules that compare many names or pass over a CRL are run last, and only on a path whose signatures
 * hold: nobody outside can make us spend that time, and of a forged path they would mean nothing.
 */
function judgeOf(rules: readonly PathRule[], request: PathRequest): Judge {
  const { at, purpose } = request
  const revocation = checkerFor(rules, request)
  const costly = rules.filter((rule) => COSTLY_RULES.has(rule))
  const cheap = rules.filter((rule) => !COSTLY_RULES.has(rule))
  return (path) => {
    const run = (some: readonly PathRule[]) =>
      path.flatMap((certificate, depth) => {
        const issuer = path[depth + 1]
        return runRules(some, { certificate, issuer, depth, path, at, purpose, revocation })
      })
    const findings = run(cheap)
    const signed = !findings.some(({ rule }) => rule === signature.id)
    return { findings: signed ? [...findings, ...run(costly)] : findings, signed }
  }
}

const COSTLY_RULES = new Set([nameConstraints, revocationRule])

/** How many certificates beside a path are tried as signers of one CRL. */
const MAX_CRL_SIGNERS = 8

function checkerFor(rules: readonly PathRule[], request: PathRequest): RevocationChecker {
  const { revocation, intermediates = [], trustAnchors } = request
  if (revocation === 'not-asked') return revocationNotAsked
  if (typeof revocation === 'function') return revocation
  const { crls, policy } = revocation
  // A CA that changed its key signs CRLs with the new one: its other certificates count as well, once
  // they chain to a trust anchor themselves. Their own revocation is asked of their issuer's key alone,
  // which ends the recursion.
  const known = new Map<Certificate, boolean>()
  const isTrusted = (signer: Certificate): boolean => {
    const trusted =
      known.get(signer) ??
      validatePathWith(rules, {
        ...request,
        certificate: signer,
        purpose: 'any',
        revocation: crlRevocation(crls, policy),
      }).valid
    known.set(signer, trusted)
    return trusted
  }
  return crlRevocation(crls, policy, function* (crl) {
    const named = [...trustAnchors, ...intermediates].filter((signer) =>
      namesMatch(signer.subject, crl.issuer),
    )
    // The signature first: a search for a path is only made for keys that really signed.
    for (const signer of named.slice(0, MAX_CRL_SIGNERS)) {
      if (isSignedBy(crl, signer) && isTrusted(signer)) yield signer
    }
  })
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
