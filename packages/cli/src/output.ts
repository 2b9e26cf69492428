import { CodedError } from '@zcert/x509'
import { visible, visibleLines } from './visible.ts'

/** Results go to standard output, everything else to standard error. */
export interface Output {
  /** Whether it is `--json`. */
  readonly json: boolean
  /**
   * Prints a result: its lines for people, or the value itself with `--json`. A document that is wanted
   * on standard output has it for itself, and the lines go to standard error.
   */
  result(value: object, lines: readonly string[], document?: string): void
  /**
   * A remark on what is being done. With `--json` it appears beside the result and never beside a
   * refusal, which has standard error for itself.
   */
  note(line: string): void
  /** A line of the progress or the log, printed at once. */
  log(line: string): void
  /** A bar that grows on a terminal; elsewhere nothing, for logs are read later. */
  progress(done: number, total: number): void
}

/** Prints for people, or JSON for programs. */
export function outputFor(json: boolean): Output {
  const log = (line: string) => {
    process.stderr.write(`${line}\n`)
  }
  const remarks: string[] = []
  return {
    json,
    result: (value, lines, document) => {
      const text = visibleLines(json ? JSON.stringify(value, null, 2) : lines.join('\n'))
      process.stdout.write(document ?? `${text}\n`)
      if (document !== undefined) log(text)
      for (const remark of remarks.splice(0)) log(remark)
    },
    note: (line) => {
      if (json) remarks.push(line)
      else log(line)
    },
    log,
    progress: (done, total) => {
      if (process.stderr.isTTY) process.stderr.write(progressBar(done, total))
    },
  }
}

/** Prints a failure on standard error; with `--json` as one object. */
export function printError(error: unknown, json: boolean): void {
  if (!(error instanceof CodedError)) {
    process.stderr.write(
      `error: ${visibleLines(error instanceof Error ? (error.stack ?? error.message) : String(error))}\n`,
    )
    return
  }
  const { code, message, details, hint } = error
  if (json) {
    process.stderr.write(
      `${visible(JSON.stringify({ error: { code, message, details, ...(hint === undefined ? {} : { hint }) } }))}\n`,
    )
    return
  }
  process.stderr.write(`error: ${visible(message)} (${code})\n`)
  if (hint !== undefined) process.stderr.write(`hint: ${visible(hint)}\n`)
}

const BAR_WIDTH = 40

function progressBar(done: number, total: number): string {
  const filled = Math.floor((BAR_WIDTH * done) / total)
  const bar = '#'.repeat(filled).padEnd(BAR_WIDTH, '.')
  return `\r[${bar}] ${done} of ${total}${done === total ? '\n' : ''}`
}

/** Two columns, the second aligned. */
export function columns(rows: readonly (readonly [name: string, value: string])[]): string[] {
  const width = Math.max(...rows.map(([name]) => name.length))
  return rows.map(([name, value]) => `${name.padEnd(width)}  ${value}`)
}

/** A table with a heading; every column as wide as its widest cell. */
export function table(heading: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const widths = heading.map((title, at) =>
    Math.max(title.length, ...rows.map((row) => row[at]?.length ?? 0)),
  )
  return [heading, ...rows].map((row) =>
    row
      .map((cell, at) => cell.padEnd(widths[at] ?? 0))
      .join('  ')
      .trimEnd(),
  )
}
