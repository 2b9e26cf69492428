import type { MessageRule } from '../message-rule.ts'
import { COVERED_COMPONENTS } from '../signature-input.ts'

const COVERED: ReadonlySet<string> = new Set(COVERED_COMPONENTS)

/**
 * The signature covers exactly our five components, without component parameters, in any order: the
 * order is signed itself, so none is weaker than another. What a sixth one would mean nobody checks.
 */
export const components: MessageRule = {
  id: 'components',
  citation: 'RFC 9421 §3.2.1 and §7.2.1, details 28',
  applies: () => true,
  run: ({ message: { signatureInput } }) => {
    const missing = COVERED_COMPONENTS.find((name) => !signatureInput.components.includes(name))
    if (missing !== undefined) {
      return {
        code: 'signature_component_missing',
        message: `the signature does not cover ${missing}`,
        details: { component: missing },
      }
    }
    const other = signatureInput.components.find((name) => !COVERED.has(name))?.slice(0, 40)
    if (other === undefined) return undefined
    return {
      code: 'signature_component_unexpected',
      message: `the signature covers ${other} too`,
      details: { component: other },
    }
  },
}
