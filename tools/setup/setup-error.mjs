/** A failure of the set-up that a person can act on: what happened, and a hint on a line of its own. */
export class SetupError extends Error {
  /**
   * @param {string} message
   * @param {string} hint
   */
  constructor(message, hint) {
    super(message)
    this.hint = hint
  }
}

/**
 * The text for stderr: message and hint of a known failure, the stack of any other.
 * @param {unknown} error
 */
export function describeProblem(error) {
  if (error instanceof SetupError) return `setup: ${error.message}\n  ${error.hint}\n`
  return `setup: ${error instanceof Error ? error.stack : error}\n`
}
