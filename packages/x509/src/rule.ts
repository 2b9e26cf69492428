import type { ErrorDetails } from './coded-error.ts'

/** What one rule found wrong. */
export interface Violation<Code extends string = string> {
  readonly code: Code
  /** Lower case, names the thing and its value. */
  readonly message: string
  readonly details?: ErrorDetails
}

/** A violation with the rule that found it. */
export interface Finding<Code extends string = string> extends Violation<Code> {
  readonly rule: string
  readonly citation: string
}

/**
 * One validation rule. Issuance, start-up and gateway run lists of such rules; a rule is pure and
 * sees nothing but its subject.
 */
export interface Rule<Subject, Code extends string = string> {
  /** Kebab-case, the name of the rule's file. */
  readonly id: string
  /** The clause that asks for it, e.g. `RFC 5280 §4.2.1.9`. */
  readonly citation: string
  /** Whether the rule has anything to say about this subject. */
  readonly applies: (subject: Subject) => boolean
  /** The violation, if there is one; only called where the rule applies. */
  readonly run: (subject: Subject) => Violation<Code> | undefined
}

/** Runs every rule and returns what they found, in the order of the list. */
export function runRules<Subject, Code extends string>(
  rules: readonly Rule<Subject, Code>[],
  subject: Subject,
): Finding<Code>[] {
  const findings: Finding<Code>[] = []
  for (const rule of rules) {
    const violation = rule.applies(subject) ? rule.run(subject) : undefined
    if (violation !== undefined)
      findings.push({ ...violation, rule: rule.id, citation: rule.citation })
  }
  return findings
}
