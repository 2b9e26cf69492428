import { ruleSuite, type SuiteFinding } from '@zcert/testkit'
import { describe, expect, test } from 'vitest'
import { type Rule, runRules } from '../rule.ts'
import { AT, type PathCaseInput, type pathCases } from './path-requests.cases.ts'
import type { PathCode, PathPosition } from './path-rule.ts'
import { PATH_RULES } from './path-rules.ts'
import { validatePathWith } from './validate-path.ts'

const FOLDER = new URL('./rules/', import.meta.url)

type Rules = readonly Rule<PathPosition>[]

function evaluate(rules: Rules, input: PathCaseInput): readonly SuiteFinding[] {
  const known = rules as typeof PATH_RULES
  if (!('path' in input)) {
    const result = validatePathWith(known, input)
    return result.valid ? [] : result.findings
  }
  const { path } = input
  return path.flatMap((certificate, depth) =>
    runRules(known, {
      certificate,
      issuer: path[depth + 1],
      depth,
      path,
      at: AT,
      purpose: 'clientAuth',
      revocation: () => ({ status: 'not_asked' }),
    }),
  )
}

ruleSuite<PathPosition, PathCaseInput>(PATH_RULES, FOLDER, evaluate)

describe.each(PATH_RULES.map((rule) => rule.id))('%s', async (id) => {
  const { cases } = (await import(new URL(`${id}.cases.ts`, FOLDER).href)) as {
    cases: ReturnType<typeof pathCases>
  }
  test.each(cases.refused.map(([name, input]) => [name, input] as const))(
    'has the one exact code for %s',
    (name, input) => {
      const codes = evaluate(PATH_RULES, input()).map(
        (finding) => (finding as SuiteFinding & { code: PathCode }).code,
      )
      expect([...new Set(codes)]).toEqual([cases.codes.get(name)])
    },
  )
})
