import { describeKey } from '../../public-key/subject-public-key-info.ts'
import { isCa } from '../applicability.ts'
import { lintFailed } from '../lint-failed.ts'
import type { LintRule } from '../lint-rule.ts'
import { signingAlgorithmOf } from '../signing-algorithm.ts'

/** A CA has a key with which certificates can be signed. */
export const caKey: LintRule = {
  id: 'ca-key',
  citation: 'the guide, "Generate CA Private Key"',
  applies: isCa,
  run: ({ certificate: { publicKey } }) =>
    signingAlgorithmOf(publicKey.kind) === undefined
      ? lintFailed(`a CA with a key ${describeKey(publicKey)} could sign nothing`)
      : undefined,
}
