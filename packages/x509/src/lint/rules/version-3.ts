import { lintFailed } from '../lint-failed.ts'
import type { LintRule } from '../lint-rule.ts'

/** The certificate is of version 3: no other can name a device or say that it is no CA. */
export const version3: LintRule = {
  id: 'version-3',
  citation: 'RFC 5280 §4.1.2.1',
  applies: () => true,
  run: ({ certificate: { version } }) =>
    version === 3 ? undefined : lintFailed(`the certificate is of version ${version}, not 3`),
}
