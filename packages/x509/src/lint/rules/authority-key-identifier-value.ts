import { keyIdentifier } from '../../public-key/subject-public-key-info.ts'
import { lintFailed } from '../lint-failed.ts'
import type { LintRule } from '../lint-rule.ts'

/**
 * The authority key identifier is the issuer's subject key identifier; of a self-signed
 * certificate, its own.
 */
export const authorityKeyIdentifierValue: LintRule = {
  id: 'authority-key-identifier-value',
  citation: 'RFC 5280 §4.2.1.1',
  applies: ({ certificate }) =>
    certificate.extensions.authorityKeyIdentifier?.keyIdentifier !== undefined,
  run: ({ certificate, issuer }) => {
    const found = certificate.extensions.authorityKeyIdentifier?.keyIdentifier as Buffer
    const signer = issuer ?? certificate
    const wanted = signer.extensions.subjectKeyIdentifier ?? keyIdentifier(signer.publicKey)
    return found.equals(wanted)
      ? undefined
      : lintFailed(
          `the authorityKeyIdentifier is ${found.toString('hex')}, the issuer's key is ${wanted.toString('hex')}`,
        )
  },
}
