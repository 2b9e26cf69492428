import type { PathRule } from '../path-rule.ts'

/** A CA's key usage, where it is stated, lets it sign certificates. */
export const caKeyUsage: PathRule = {
  id: 'ca-key-usage',
  citation: 'RFC 5280 §6.1.4 (n)',
  applies: ({ certificate, depth }) => depth > 0 && certificate.extensions.keyUsage !== undefined,
  run: ({ certificate, depth }) =>
    certificate.extensions.keyUsage?.includes('keyCertSign')
      ? undefined
      : {
          code: 'key_usage_forbidden',
          message: "an issuer's key usage lacks keyCertSign",
          details: { depth },
        },
}
