import type { PathRule } from '../path-rule.ts'

/** The signature algorithm outside the signed part is the one inside it. */
export const signatureAlgorithm: PathRule = {
  id: 'signature-algorithm',
  citation: 'RFC 5280 §4.1.1.2',
  applies: ({ issuer }) => issuer !== undefined,
  run: ({ certificate, depth }) =>
    certificate.signatureAlgorithm.der.equals(certificate.signature.der)
      ? undefined
      : {
          code: 'signature_algorithm_mismatch',
          message: 'two different signature algorithms are named',
          details: {
            depth,
            inner: certificate.signature.oid,
            outer: certificate.signatureAlgorithm.oid,
          },
        },
}
