import { encodeKeyUsage } from '../../extensions/key-usage.ts'
import { EXTENSION } from '../../oids.ts'
import { describeKey } from '../../public-key/subject-public-key-info.ts'
import { canHaveExtensions, isEndEntity } from '../applicability.ts'
import { findExtension } from '../find-extension.ts'
import { lintFailed } from '../lint-failed.ts'
import type { LintRule } from '../lint-rule.ts'

/** Compared as encoded: bits without a name would not show in what the parser read. */
const RSA = encodeKeyUsage(['digitalSignature', 'keyEncipherment'])
const OTHER = encodeKeyUsage(['digitalSignature'])

/**
 * An end entity's key has the usage that TLS needs of its kind: RSA signs and enciphers keys,
 * as in the guide; every other key signs only.
 */
export const endEntityKeyUsage: LintRule = {
  id: 'end-entity-key-usage',
  citation: 'details 2 (RFC 8813 §3)',
  applies: (subject) => isEndEntity(subject) && canHaveExtensions(subject),
  run: ({ certificate }) => {
    const wanted = certificate.publicKey.kind.algorithm === 'rsa' ? RSA : OTHER
    return findExtension(certificate, EXTENSION.keyUsage)?.value.equals(wanted) === true
      ? undefined
      : lintFailed(
          `the keyUsage ${certificate.extensions.keyUsage?.join(', ') ?? 'is absent and'} does not fit a key ${describeKey(certificate.publicKey)}`,
        )
  },
}
