import type { PathRule } from './path-rule.ts'
import { caBasicConstraints } from './rules/ca-basic-constraints.ts'
import { caKeyUsage } from './rules/ca-key-usage.ts'
import { criticalExtensions } from './rules/critical-extensions.ts'
import { endEntityIsNoCa } from './rules/end-entity-is-no-ca.ts'
import { endEntityKeyUsage } from './rules/end-entity-key-usage.ts'
import { issuerName } from './rules/issuer-name.ts'
import { keySize } from './rules/key-size.ts'
import { nameConstraints } from './rules/name-constraints.ts'
import { pathLength } from './rules/path-length.ts'
import { policies } from './rules/policies.ts'
import { purpose } from './rules/purpose.ts'
import { revocation } from './rules/revocation.ts'
import { signature } from './rules/signature.ts'
import { signatureAlgorithm } from './rules/signature-algorithm.ts'
import { validityPeriod } from './rules/validity-period.ts'
import { version } from './rules/version.ts'

/** Every rule of path validation, the cheap ones before those that verify signatures. */
export const PATH_RULES: readonly PathRule[] = [
  version,
  keySize,
  issuerName,
  validityPeriod,
  caBasicConstraints,
  caKeyUsage,
  pathLength,
  endEntityIsNoCa,
  endEntityKeyUsage,
  purpose,
  criticalExtensions,
  policies,
  nameConstraints,
  signatureAlgorithm,
  signature,
  revocation,
]
