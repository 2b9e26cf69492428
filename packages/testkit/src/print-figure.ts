/** Prints a figure that a test measured, for whoever reads the run; nothing is decided by it. */
export function printFigure(text: string): void {
  process.stdout.write(`figure: ${text}\n`)
}
