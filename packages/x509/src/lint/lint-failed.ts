import type { Violation } from '../rule.ts'

/** What a lint rule found; `message` is lower case and names the thing and its value. */
export function lintFailed(message: string): Violation<'lint_failed'> {
  return { code: 'lint_failed', message }
}
