/** Facts of a failure, as they go into logs, audit entries and `--json`; never secrets. */
export type ErrorDetails = Readonly<Record<string, string | number | boolean | null>>

/** What a {@link CodedError} may carry beside its code and message. */
export interface CodedErrorOptions {
  /** The facts behind the message, by name. */
  readonly details?: ErrorDetails
  /** One sentence that says what to do; shown on a line of its own. */
  readonly hint?: string
  /** The lower failure that this one explains. */
  readonly cause?: unknown
}

/**
 * A failure that a person or a program can act on: a stable `code`, a message that names the thing,
 * the facts, and a hint. Every package has one subclass with a closed union of codes.
 */
export abstract class CodedError<Code extends string = string> extends Error {
  /** Stable identifier, documented in `docs/reference/errors.md`. */
  readonly code: Code
  /** The facts behind the message. */
  readonly details: ErrorDetails
  /** What to do about it, where that is known. */
  readonly hint: string | undefined

  /** @param message lower case, without a final period */
  constructor(code: Code, message: string, options: CodedErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = new.target.name
    this.code = code
    this.details = options.details ?? {}
    this.hint = options.hint
  }
}
