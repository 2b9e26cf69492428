/** How one static check ended. */
export interface StaticResult {
  readonly name: string
  readonly ok: boolean
  readonly durationMs: number
  /** What was looked at, in a few words; may be empty. */
  readonly summary: string
  /** What a failed check had to say. */
  readonly output: string
}

/** More lines than this hide the other results; the check run alone shows all. */
const MOST_LINES = 60

/** The lines for one result: a headline and, when it failed, what was found. */
export function describeResult({ name, ok, durationMs, summary, output }: StaticResult): string {
  const mark = ok ? 'ok  ' : 'FAIL'
  const seconds = `${(durationMs / 1000).toFixed(1)} s`.padStart(7)
  const headline = `${mark} ${name.padEnd(20)}${seconds}  ${summary}`.trimEnd()
  return ok ? headline : [headline, ...shortened(output.trimEnd().split('\n'))].join('\n')
}

function shortened(lines: readonly string[]): string[] {
  const more = lines.length - MOST_LINES
  const shown = lines.slice(0, MOST_LINES).map((line) => `     ${line}`.trimEnd())
  return more > 0 ? [...shown, `     … and ${more} more lines`] : shown
}
