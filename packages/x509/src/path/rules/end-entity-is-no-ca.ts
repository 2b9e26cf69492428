import type { PathRule } from '../path-rule.ts'

/** A CA certificate is no device and no server. */
export const endEntityIsNoCa: PathRule = {
  id: 'end-entity-is-no-ca',
  citation: 'RFC 5280 §4.2.1.9',
  applies: ({ depth, purpose }) => depth === 0 && purpose !== 'any',
  run: ({ certificate }) =>
    certificate.extensions.basicConstraints?.ca === true
      ? {
          code: 'ca_as_end_entity',
          message: 'a CA certificate is used as an end entity',
          details: { depth: 0 },
        }
      : undefined,
}
