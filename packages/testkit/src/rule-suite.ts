import { readdirSync } from 'node:fs'
import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Rule } from '@zcert/x509'
import { describe, expect, test } from 'vitest'

/** Subjects that a rule accepts or refuses, each with a name that completes "accepts …", "refuses …". */
export type RuleCase<Input> = readonly [name: string, input: () => Input]

/** The twins of one rule: what stands in `<rule>.cases.ts` beside it. */
export interface RuleCases<Input> {
  readonly accepted: readonly RuleCase<Input>[]
  /** Each breaks this rule and no other: with this one check switched off it must pass. */
  readonly refused: readonly RuleCase<Input>[]
}

/** A rule found wanting, as far as the suite looks at it. */
export interface SuiteFinding {
  readonly rule: string
}

/**
 * Makes the tests of a folder of rules from the cases beside them: every rule accepts its good cases;
 * refuses its bad ones, alone; and the bad ones pass once that one rule is switched off. A rule without
 * cases, or a file that is not on the list, fails.
 * @param folder URL of the folder that holds the rules and their `.cases.ts`
 * @param evaluate runs the given rules on an input
 */
export function ruleSuite<Subject, Input>(
  rules: readonly Rule<Subject>[],
  folder: URL,
  evaluate: (rules: readonly Rule<Subject>[], input: Input) => readonly SuiteFinding[],
): void {
  test('every file of the folder is on the list of rules', () => {
    const files = readdirSync(fileURLToPath(folder)).filter((file) => file.endsWith('.ts'))
    const ids = files
      .filter((file) => !/\.(cases|test)\.ts$/.test(file))
      .map((file) => basename(file, '.ts'))
    expect(rules.map(({ id }) => id).sort()).toEqual(ids.sort())
  })
  test.each(rules.map((rule) => [rule.id, rule] as const))('%s cites its clause', (_, rule) => {
    expect(rule.citation).toMatch(/(RFC \d+ §|NIST |the guide, |details? \d+|CA\/B)/)
  })
  for (const rule of rules) {
    describe(rule.id, async () => {
      const { cases } = (await import(new URL(`${rule.id}.cases.ts`, folder).href)) as {
        cases: RuleCases<Input>
      }
      const others = rules.filter(({ id }) => id !== rule.id)
      const found = (used: readonly Rule<Subject>[], input: Input) => [
        ...new Set(evaluate(used, input).map((finding) => finding.rule)),
      ]
      test('has cases of both kinds', () => {
        expect(cases.accepted.length).toBeGreaterThan(0)
        expect(cases.refused.length).toBeGreaterThan(0)
      })
      for (const [name, input] of cases.accepted) {
        test(`accepts ${name}`, () => expect(found(rules, input())).toEqual([]))
      }
      for (const [name, input] of cases.refused) {
        test(`refuses ${name}, and nothing else would`, () => {
          const subject = input()
          expect(found(rules, subject)).toEqual([rule.id])
          expect(found(others, subject)).toEqual([])
        })
      }
    })
  }
}
