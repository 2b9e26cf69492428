import { lintFailed } from '../lint-failed.ts'
import type { LintRule } from '../lint-rule.ts'

const MIN_BITS = 2048
const MAX_BITS = 4096

/** An RSA key has 2,048 to 4,096 bits. */
export const rsaKeySize: LintRule = {
  id: 'rsa-key-size',
  citation: 'NIST SP 800-131A r2 §3',
  applies: ({ certificate }) => certificate.publicKey.kind.algorithm === 'rsa',
  run: ({
    certificate: {
      publicKey: { kind },
    },
  }) =>
    kind.algorithm !== 'rsa' || (kind.modulusBits >= MIN_BITS && kind.modulusBits <= MAX_BITS)
      ? undefined
      : lintFailed(`the RSA key has ${kind.modulusBits} bits, not ${MIN_BITS} to ${MAX_BITS}`),
}
