/**
 * The headlines of a validation, most fundamental first; a report carries the first that applies. Each
 * has an exit code: 10 for the first, 11 for the second, and so on.
 */
export const VALIDATION_HEADLINES = [
  'file_unreadable',
  'key_mismatch',
  'chain_untrusted',
  'certificate_revoked',
  'device_id_mismatch',
  'not_yet_valid',
  'certificate_expired',
  'crl_stale',
] as const

/** Why a certificate was found invalid, in one word. */
export type ValidationHeadline = (typeof VALIDATION_HEADLINES)[number]

/** How one step of a validation ended. A `warn` leaves the certificate valid. */
export type StepResult = 'pass' | 'warn' | 'fail' | 'not checked'

/** One step of a validation with what it rests on. */
export interface ValidationStep {
  readonly step: string
  readonly result: StepResult
  /** The exact reason where the result is `fail` or `warn`; else `ok` or `not_checked`. */
  readonly code: string
  /** What was seen, or what would be needed. */
  readonly evidence: string
}

/** The outcome of a validation: every step in its order, under one headline. */
export interface ValidationReport {
  readonly valid: boolean
  readonly code: 'valid' | ValidationHeadline
  readonly steps: readonly ValidationStep[]
}

/** A step as it is found out, with the headline it stands for when it fails. */
export interface StepOutcome extends Omit<ValidationStep, 'step'> {
  readonly headline?: ValidationHeadline
}

/** A step that holds. */
export function passed(evidence: string): StepOutcome {
  return { result: 'pass', code: 'ok', evidence }
}

/** A step that does not hold. */
export function failed(headline: ValidationHeadline, code: string, evidence: string): StepOutcome {
  return { result: 'fail', code, evidence, headline }
}

/** A step for which something is missing; `needs` names it. */
export function notChecked(needs: string): StepOutcome {
  return { result: 'not checked', code: 'not_checked', evidence: `needs ${needs}` }
}

/**
 * Puts named outcomes together; valid means that none failed.
 * @throws {TypeError} when a failed outcome has no headline: it must not pass for valid
 */
export function validationReport(
  outcomes: readonly (readonly [step: string, outcome: StepOutcome])[],
): ValidationReport {
  const failures = outcomes.flatMap(([step, { result, headline }]) => {
    if (result !== 'fail') return []
    if (headline === undefined) throw new TypeError(`the failed step ${step} has no headline`)
    return [headline]
  })
  const code = VALIDATION_HEADLINES.find((headline) => failures.includes(headline)) ?? 'valid'
  const steps = outcomes.map(([step, { result, code: exact, evidence }]) => ({
    step,
    result,
    code: exact,
    evidence,
  }))
  return { valid: code === 'valid', code, steps }
}

/** The exit code of a report: 0 when valid, else 10 and up in the order of the headlines. */
export function validationExitCode(code: ValidationReport['code']): number {
  return code === 'valid' ? 0 : 10 + VALIDATION_HEADLINES.indexOf(code)
}
