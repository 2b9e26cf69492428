import { encodeKeyUsage } from '../../extensions/key-usage.ts'
import { EXTENSION } from '../../oids.ts'
import { canHaveExtensions, isCa } from '../applicability.ts'
import { findExtension } from '../find-extension.ts'
import { lintFailed } from '../lint-failed.ts'
import type { LintRule } from '../lint-rule.ts'

/** Compared as encoded: bits without a name would not show in what the parser read. */
const SIGNING = encodeKeyUsage(['keyCertSign', 'cRLSign'])

/** A CA's key signs certificates and CRLs, and does nothing else. */
export const caKeyUsage: LintRule = {
  id: 'ca-key-usage',
  citation: 'the guide, "Create CA Certificate"',
  applies: (subject) => isCa(subject) && canHaveExtensions(subject),
  run: ({ certificate }) =>
    findExtension(certificate, EXTENSION.keyUsage)?.value.equals(SIGNING) === true
      ? undefined
      : lintFailed(
          `the CA's keyUsage is ${certificate.extensions.keyUsage?.join(', ') ?? 'absent'}, not keyCertSign, cRLSign`,
        ),
}
