import type { PathRule } from '../path-rule.ts'

/** Every certificate is of version 3: only there can it say that it is a CA, or which device it names. */
export const version: PathRule = {
  id: 'version',
  citation: 'RFC 5280 §6.1.4 (k)',
  applies: () => true,
  run: ({ certificate, depth }) =>
    certificate.version === 3
      ? undefined
      : {
          code: 'version_unsupported',
          message: `a certificate of version ${certificate.version}`,
          details: { depth, version: certificate.version },
        },
}
