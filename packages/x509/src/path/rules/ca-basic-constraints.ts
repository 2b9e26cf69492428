import type { PathRule } from '../path-rule.ts'

/** Whoever signs certificates is marked as a CA. */
export const caBasicConstraints: PathRule = {
  id: 'ca-basic-constraints',
  citation: 'RFC 5280 §6.1.4 (k)',
  applies: ({ depth }) => depth > 0,
  run: ({ certificate, depth }) =>
    certificate.extensions.basicConstraints?.ca === true
      ? undefined
      : { code: 'issuer_not_a_ca', message: 'an issuer is not marked as a CA', details: { depth } },
}
