import type { PathRule } from '../path-rule.ts'

/** An end entity that proves itself in TLS may sign: both purposes need digitalSignature in TLS 1.3. */
export const endEntityKeyUsage: PathRule = {
  id: 'end-entity-key-usage',
  citation: 'RFC 8446 §4.4.2.2, §4.4.2.4',
  applies: ({ certificate, depth, purpose }) =>
    depth === 0 && purpose !== 'any' && certificate.extensions.keyUsage !== undefined,
  run: ({ certificate }) =>
    certificate.extensions.keyUsage?.includes('digitalSignature')
      ? undefined
      : {
          code: 'key_usage_forbidden',
          message: 'the key usage lacks digitalSignature',
          details: { depth: 0 },
        },
}
