import { writeFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { TemporaryFolder } from './openssl.ts'
import { type ProgramOptions, ProgramRun } from './program-run.ts'

/** How a command line of `zcert` is run. */
export interface ZcertOptions extends ProgramOptions {
  /** After this time it is killed and counts as hanging. */
  readonly timeoutMs?: number
}

/** What a command line of `zcert` came to. */
export class ZcertRun {
  /** The exit code; nothing when it was killed. */
  readonly exitCode: number | null
  readonly stdout: string
  readonly stderr: string

  constructor(exitCode: number | null, stdout: string, stderr: string) {
    this.exitCode = exitCode
    this.stdout = stdout
    this.stderr = stderr
  }

  /** The code of a refusal, as text or as JSON prints it; nothing when there is none. */
  get code(): string | undefined {
    const text = /^error: .* \(([a-z_]+)\)$/m.exec(this.stderr)?.[1]
    return text ?? /^\{"error":\{"code":"([a-z_]+)"/m.exec(this.stderr)?.[1]
  }

  /** The result that `--json` printed. @throws {Error} with both streams when there is none */
  json<Result = Readonly<Record<string, string>>>(): Result {
    try {
      return JSON.parse(this.stdout) as Result
    } catch (cause) {
      throw new Error(`no JSON, exit ${this.exitCode}:\n${this.stdout}\n${this.stderr}`, { cause })
    }
  }
}

const TIMEOUT_MS = 60_000

/** What the machine's own environment says of a CA is nothing to a test. */
const CLEAN = { ZCERT_HOME: undefined, CREDENTIALS_DIRECTORY: undefined, NO_COLOR: '1' }

/** Runs a command line of `zcert` as a process of its own, to its end or the end of its time. */
export async function zcert(
  words: readonly string[],
  { timeoutMs = TIMEOUT_MS, ...options }: ZcertOptions = {},
): Promise<ZcertRun> {
  await using run = new ProgramRun(words, { ...options, env: { ...CLEAN, ...options.env } })
  const over = new AbortController()
  const late = sleep(timeoutMs, undefined, { signal: over.signal }).catch(() => undefined)
  await Promise.race([run.ended, late.then(() => run.child.kill('SIGKILL'))])
  over.abort()
  const { code, stdout, stderr } = await run.ended
  return new ZcertRun(code, stdout, stderr)
}

/** Like {@link zcert}, for what a test needs to go well. @throws {Error} when it does not */
export async function zcertOk(
  words: readonly string[],
  options: ZcertOptions = {},
): Promise<ZcertRun> {
  const run = await zcert(words, options)
  if (run.exitCode === 0) return run
  throw new Error(`zcert ${words.join(' ')} ended with ${run.exitCode}:\n${run.stderr}`)
}

/** A CA made by the command line, in a temporary folder that goes when it is disposed. */
export class ZcertHome implements Disposable {
  readonly folder: TemporaryFolder
  /** The home itself. */
  readonly path: string
  readonly passphraseFile: string

  private constructor(folder: TemporaryFolder) {
    this.folder = folder
    this.path = folder.at('home')
    this.passphraseFile = passphraseFile(folder, 'ca.pass', 'the passphrase of the CA')
  }

  /** Makes a CA with `ca init`; P-256, which is fast, unless `words` say otherwise. */
  static async create(...words: readonly string[]): Promise<ZcertHome> {
    const home = new ZcertHome(new TemporaryFolder())
    const key = words.includes('--key') ? [] : ['--key', 'p-256']
    await zcertOk(home.signing('ca', 'init', ...key, ...words))
    return home
  }

  /** A command line on this home. */
  on(...words: readonly string[]): string[] {
    return [...words, '--home', this.path]
  }

  /** A command line on this home that needs the CA's key. */
  signing(...words: readonly string[]): string[] {
    return [...this.on(...words), '--passphrase-file', this.passphraseFile]
  }

  /** Path of a file below the home. */
  at(name: string): string {
    return `${this.path}/${name}`
  }

  [Symbol.dispose](): void {
    this.folder[Symbol.dispose]()
  }
}

/** Writes a passphrase file that only its owner can read. */
export function passphraseFile(folder: TemporaryFolder, name: string, passphrase: string): string {
  writeFileSync(folder.at(name), `${passphrase}\n`, { mode: 0o600 })
  return folder.at(name)
}

/** Runs `work` on every item, a few at a time, and keeps their order. */
export async function inParallel<Item, Result>(
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
  limit = 3,
): Promise<Result[]> {
  const results: Result[] = []
  let next = 0
  const worker = async () => {
    for (let at = next++; at < items.length; at = next++) {
      results[at] = await work(items[at] as Item)
    }
  }
  await Promise.all(Array.from({ length: limit }, worker))
  return results
}
