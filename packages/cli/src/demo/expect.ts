import { CliError } from '../errors.ts'

/** Fails the demo unless `holds`. */
export function expect(holds: boolean, what: string): asserts holds {
  if (!holds) throw new CliError('demo_failed', `does not hold: ${what}`)
}
