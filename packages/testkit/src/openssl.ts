import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** What a run of `openssl` is given and what it must come to. */
export interface OpensslOptions {
  readonly input?: Uint8Array | string
  /** The exit code that it must end with; 0 unless said. */
  readonly exitCode?: number
  /**
   * What its output must match. `openssl` exits 0 on a bad CSR signature and on other failures, so an
   * exit code alone proves little.
   */
  readonly says?: RegExp
}

/** What `openssl` answered. */
export interface OpensslRun {
  readonly stdout: Buffer
  /** Standard output and standard error, one behind the other. */
  readonly text: string
}

const TIMEOUT_MS = 60_000

/**
 * Runs `openssl` without a shell and checks how it ended.
 * @throws {Error} with the whole output when exit code or text are not as `options` say
 */
export function openssl(args: readonly string[], options: OpensslOptions = {}): OpensslRun {
  const { input, exitCode = 0, says } = options
  const run = spawnSync('openssl', args, {
    input,
    timeout: TIMEOUT_MS,
    maxBuffer: 64 * 1024 * 1024,
  })
  if (run.error !== undefined) throw run.error
  const text = `${run.stdout.toString('utf8')}${run.stderr.toString('utf8')}`
  if (run.status !== exitCode || says?.test(text) === false) {
    throw new Error(
      `openssl ${args.join(' ')} ended with ${run.status}, not ${exitCode}, or did not say ${says}:\n${text}`,
    )
  }
  return { stdout: run.stdout, text }
}

/** Whether an `openssl` of version 3 is at hand. */
export function opensslAvailable(): boolean {
  const run = spawnSync('openssl', ['version'], { timeout: TIMEOUT_MS })
  return run.status === 0 && /^OpenSSL 3\./.test(run.stdout.toString('utf8'))
}

/** A temporary folder for the files that other tools read and write; gone when disposed. */
export class TemporaryFolder implements Disposable {
  readonly path: string = mkdtempSync(join(tmpdir(), 'zcert-test-'))

  /** The path of a file in the folder, written or not. */
  at(name: string): string {
    return join(this.path, name)
  }

  /** Writes a file and returns its path. */
  write(name: string, contents: Uint8Array | string): string {
    writeFileSync(this.at(name), contents)
    return this.at(name)
  }

  /** The contents of a file. */
  read(name: string): Buffer {
    return readFileSync(this.at(name))
  }

  [Symbol.dispose](): void {
    rmSync(this.path, { recursive: true, force: true })
  }
}
