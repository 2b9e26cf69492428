import { lintFailed } from '../lint-failed.ts'
import type { LintRule } from '../lint-rule.ts'

/** A record of 2^14 octets, less a kilobyte for the signature and the headers of the message. */
const MAX_BYTES = 15 * 1024

/**
 * The certificate fits into one TLS record: small devices put no handshake message together
 * from two.
 */
export const certificateSize: LintRule = {
  id: 'certificate-size',
  citation: 'RFC 8446 §5.1',
  applies: () => true,
  run: ({ certificate: { tbs } }) =>
    tbs.length <= MAX_BYTES
      ? undefined
      : lintFailed(`the certificate has ${tbs.length} bytes to sign, above ${MAX_BYTES}`),
}
