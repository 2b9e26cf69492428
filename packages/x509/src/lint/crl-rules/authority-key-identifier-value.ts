import { keyIdentifier } from '../../public-key/subject-public-key-info.ts'
import type { CrlLintRule } from '../crl-lint-rule.ts'
import { lintFailed } from '../lint-failed.ts'

/** The authority key identifier is the issuer's subject key identifier. */
export const authorityKeyIdentifierValue: CrlLintRule = {
  id: 'authority-key-identifier-value',
  citation: 'RFC 5280 §5.2.1',
  applies: ({ crl }) => crl.authorityKeyIdentifier?.keyIdentifier !== undefined,
  run: ({ crl, issuer }) => {
    const found = crl.authorityKeyIdentifier?.keyIdentifier as Buffer
    const wanted = issuer.extensions.subjectKeyIdentifier ?? keyIdentifier(issuer.publicKey)
    return found.equals(wanted)
      ? undefined
      : lintFailed(
          `the authorityKeyIdentifier is ${found.toString('hex')}, the issuer's key is ${wanted.toString('hex')}`,
        )
  },
}
