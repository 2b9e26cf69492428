import type { DemoWorld } from './demo-world.ts'

/** One step of a workflow of the guide. */
export interface DemoStep {
  /** Short name, e.g. `1.3`. */
  readonly id: string
  /** The step of the guide that it carries out. */
  readonly guide: string
  /** Carries the step out: other processes do the work, this one only starts them. */
  readonly act: (world: DemoWorld) => Promise<void>
  /**
   * Looks at what the step left behind.
   * @returns the evidence, one line
   * @throws when the step does not hold
   */
  readonly prove: (world: DemoWorld) => Promise<string>
}

/** One of the guide's five workflows. */
export interface DemoWorkflow {
  readonly title: string
  readonly steps: readonly DemoStep[]
}
