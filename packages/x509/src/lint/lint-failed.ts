import type { Violation } from '../rule.ts'

/** What a lint rule found; `message` is lower case and names the thing and its value. */
export function lintFailed(message: string): Violation<'lint_failed'> {
  return { code: 'lint_failed', message }
}

const SHOWN = 60

/** Outside text for a message: in quotes, at most 60 characters, nothing that a terminal acts on. */
export function quoted(value: string): string {
  const shown = value.length > SHOWN ? `${value.slice(0, SHOWN)}…` : value
  return JSON.stringify(shown).replace(
    /[\u007f-\uffff]/g,
    (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}
