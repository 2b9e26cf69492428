import type { DemoRun } from './30-demo-run.ts'

/** One way to make a step of the demo untrue, between what the step does and its proof. */
export interface Damage {
  readonly step: string
  /** What is damaged, in words. */
  readonly what: string
  /** Does the damage. @returns what has to be disposed after the demo */
  readonly apply: (demo: DemoRun) => unknown
  /** What the demo says of it. */
  readonly noticed: RegExp
}
