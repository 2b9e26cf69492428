import type { Certificate } from '../../certificate.ts'
import { X509Error } from '../../errors.ts'
import { keySizeViolation } from '../../public-key/key-size.ts'
import { verifySignature } from '../../public-key/signature-algorithm.ts'
import type { PathRule } from '../path-rule.ts'

/**
 * The certificate is signed by its issuer's key. A key whose size is refused is never used to verify:
 * a 16,384-bit RSA key would burn the CPU that the refusal saves.
 */
export const signature: PathRule = {
  id: 'signature',
  citation: 'RFC 5280 §6.1.3 (a)(1)',
  applies: ({ issuer }) => issuer !== undefined,
  run: ({ certificate, issuer, depth }) => {
    if (issuer === undefined) return undefined
    const refused = keySizeViolation(issuer.publicKey)
    if (refused !== undefined) return { ...refused, code: 'signature_invalid' }
    try {
      const { signatureAlgorithm, tbs, signatureValue } = certificate
      if (verifySignature(signatureAlgorithm, tbs, signatureValue, issuer.publicKey))
        return undefined
      return namesAnotherKey(certificate, issuer)
        ? {
            code: 'issuer_unknown',
            message: 'signed by another key than this CA has',
            details: { depth },
          }
        : {
            code: 'signature_invalid',
            message: "not signed by its issuer's key",
            details: { depth },
          }
    } catch (error) {
      if (!(error instanceof X509Error)) throw error
      return {
        code: 'signature_invalid',
        message: error.message,
        details: { depth, reason: error.code },
      }
    }
  },
}

/** Whether the certificate says itself that another key of its issuer signed it. */
function namesAnotherKey(
  { extensions: { authorityKeyIdentifier } }: Certificate,
  issuer: Certificate,
): boolean {
  const [wanted, found] = [
    authorityKeyIdentifier?.keyIdentifier,
    issuer.extensions.subjectKeyIdentifier,
  ]
  return wanted !== undefined && found !== undefined && !wanted.equals(found)
}
