import { type SourceTree, treeOf } from './source-tree.ts'

/** What a check found. */
export interface Outcome {
  /** How many things were looked at; a check that saw none has failed. */
  readonly seen: number
  /** What was looked at, in words, e.g. `112 files`. */
  readonly summary: string
  /** Each names the thing and the fix; empty when all is well. */
  readonly violations: readonly string[]
}

/** A rule of the house that a program can check. */
export interface Check {
  readonly name: string
  /** A tree that breaks the rule; unless these reports come out, the check itself is broken. */
  readonly planted: {
    readonly files: Readonly<Record<string, string>>
    readonly reports: readonly string[]
  }
  readonly run: (tree: SourceTree) => Outcome
}

/** Runs a check on a tree, after making sure that it still sees its planted violations. */
export function runCheck(check: Check, tree: SourceTree): Outcome {
  const blind = missedPlants(check)
  if (blind.length > 0) return { seen: 0, summary: 'the check is broken', violations: blind }
  const outcome = check.run(tree)
  if (outcome.seen > 0) return outcome
  return { ...outcome, violations: [`${check.name} found nothing to look at`] }
}

function missedPlants({ name, planted, run }: Check): string[] {
  if (planted.reports.length === 0) return [`${name} has no planted violation`]
  const { violations } = run(treeOf(planted.files))
  return planted.reports
    .filter((report) => !violations.includes(report))
    .map((report) => `${name} no longer reports its planted violation: ${report}`)
}
