import { EXTENSION } from '../../oids.ts'
import { lintFailed } from '../lint-failed.ts'
import type { LintRule } from '../lint-rule.ts'

/** No extension is critical but the CA's basicConstraints and keyUsage. */
export const extensionsNotCritical: LintRule = {
  id: 'extensions-not-critical',
  citation: 'details 2',
  applies: () => true,
  run: ({ certificate: { extensions }, endEntity }) => {
    for (const { oid, critical } of extensions.list) {
      if (!critical) continue
      const ofCa = oid === EXTENSION.basicConstraints || oid === EXTENSION.keyUsage
      if (endEntity !== undefined || !ofCa) return lintFailed(`the extension ${oid} is critical`)
    }
    return undefined
  },
}
