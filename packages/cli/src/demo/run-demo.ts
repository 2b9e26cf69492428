import { mkdtempSync, readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { styleText } from 'node:util'
import { FileError, makeFolders } from '@zcert/files'
import { CodedError } from '@zcert/x509'
import type { DemoStep } from './demo-step.ts'
import { DemoWorld } from './demo-world.ts'
import { provisioning } from './provisioning.ts'
import { renewal } from './renewal.ts'
import { revocation } from './revocation.ts'
import { transmission } from './transmission.ts'
import { validation } from './validation.ts'

/** The guide's five workflows, in the order in which the demo runs them. */
export const WORKFLOWS = [provisioning, validation, transmission, renewal, revocation] as const

/** How one step ended. */
interface StepResult {
  readonly id: string
  readonly guide: string
  readonly holds: boolean
  readonly evidence: string
  readonly ms: number
}

/** How the demo ended. */
export interface DemoResult {
  readonly dir: string
  readonly passed: boolean
  readonly steps: readonly StepResult[]
}

/** What the demo tells while it runs, and when it waits. */
export interface DemoObserver {
  readonly tell: (line: string) => void
  /** Called between what a step does and the look at what it left behind. */
  readonly beforeProof: (step: DemoStep, dir: string) => Promise<void>
  /** Ends the demo and every process that it started. */
  readonly interrupted: AbortSignal
}

/**
 * Runs the five workflows until a step does not hold.
 * @param dir an empty or new folder; a temporary one when absent
 * @throws {FileError} `file_exists` when the folder holds anything; the reason of `interrupted`, once
 *   no process of the demo is left
 */
export async function runDemo(
  dir: string | undefined,
  { tell, beforeProof, interrupted }: DemoObserver,
): Promise<DemoResult> {
  const root = emptyFolder(dir)
  await using world = new DemoWorld(root, interrupted)
  const steps: StepResult[] = []
  for (const [at, { title, steps: planned }] of WORKFLOWS.entries()) {
    tell(styled('bold', `${at + 1}. ${title}`))
    for (const step of planned) {
      const result = await runStep(step, world, beforeProof)
      interrupted.throwIfAborted()
      steps.push(result)
      const mark = result.holds ? styled('green', 'holds') : styled('red', 'FAILS')
      tell(
        `  ${mark}  ${result.id}  ${result.guide}\n         ${result.evidence} (${result.ms} ms)`,
      )
      if (!result.holds) return { dir: root, passed: false, steps }
    }
  }
  return { dir: root, passed: true, steps }
}

async function runStep(
  step: DemoStep,
  world: DemoWorld,
  beforeProof: DemoObserver['beforeProof'],
): Promise<StepResult> {
  const started = performance.now()
  const outcome = await attempt(step, world, beforeProof)
  return { id: step.id, guide: step.guide, ...outcome, ms: Math.round(performance.now() - started) }
}

async function attempt(step: DemoStep, world: DemoWorld, beforeProof: DemoObserver['beforeProof']) {
  try {
    await step.act(world)
    await beforeProof(step, world.root)
    return { holds: true, evidence: await step.prove(world) }
  } catch (error) {
    const code = error instanceof CodedError ? ` (${error.code})` : ''
    return {
      holds: false,
      evidence: `${error instanceof Error ? error.message : String(error)}${code}`,
    }
  }
}

/** Progress is on standard error: whether colours fit is asked there. */
function styled(format: 'bold' | 'green' | 'red', text: string): string {
  return styleText(format, text, { stream: process.stderr })
}

function emptyFolder(dir: string | undefined): string {
  if (dir === undefined) return mkdtempSync(join(tmpdir(), 'zcert-demo-'))
  const root = resolve(dir)
  makeFolders(root, 0o700)
  if (readdirSync(root).length === 0) return root
  throw new FileError('file_exists', `${root} is not empty`, {
    hint: 'name a new folder with --dir',
  })
}
