import type { RequestRule } from './request-rule.ts'
import { basicConstraints } from './rules/basic-constraints.ts'
import { extendedKeyUsage } from './rules/extended-key-usage.ts'
import { keyKind } from './rules/key-kind.ts'
import { keySize } from './rules/key-size.ts'
import { keyUsage } from './rules/key-usage.ts'
import { proofOfPossession } from './rules/proof-of-possession.ts'
import { subject } from './rules/subject.ts'
import { subjectAltName } from './rules/subject-alt-name.ts'
import { weakKey } from './rules/weak-key.ts'

/** Every rule for CSRs, the one that verifies a signature last. */
export const REQUEST_RULES: readonly RequestRule[] = [
  keySize,
  keyKind,
  weakKey,
  basicConstraints,
  keyUsage,
  extendedKeyUsage,
  subject,
  subjectAltName,
  proofOfPossession,
]
