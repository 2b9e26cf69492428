import { spawnSync } from 'node:child_process'

/** A ratio that the project promises, as it was found in this run. */
export interface Figure {
  readonly what: string
  readonly value: number
  /** The least, or with `atMost` the greatest, that keeps the promise; absent where it is only reported. */
  readonly target?: number
  readonly atMost?: boolean
}

/** Prints figures, one line each; ratios of the same run, so that a slow machine changes both sides. */
export function printFigures(figures: readonly Figure[]): void {
  for (const { what, value, target, atMost = false } of figures) {
    const promise = target === undefined ? 'reported' : `${atMost ? '<=' : '>='} ${target}`
    const kept = target === undefined || (atMost ? value <= target : value >= target)
    console.log(
      `  ${value.toFixed(3).padStart(9)}  ${what} (${promise}${kept ? '' : ': BELOW THE PROMISE'})`,
    )
  }
}

/** CPU seconds of this process, all its threads, spent in `work`, and the wall-clock seconds. */
export async function timed<T>(
  work: () => Promise<T>,
): Promise<{ value: T; cpu: number; wall: number }> {
  const cpuBefore = process.cpuUsage()
  const started = performance.now()
  const value = await work()
  const { user, system } = process.cpuUsage(cpuBefore)
  return { value, cpu: (user + system) / 1e6, wall: (performance.now() - started) / 1000 }
}

/** Runs a command to its end and returns the CPU seconds of the whole process. */
export function cpuOfProcess(command: string, args: readonly string[], cwd: string): number {
  const script = 'TIMEFORMAT="%U %S"; { time "$@" >/dev/null 2>&3; } 3>&2'
  const { status, stderr } = spawnSync('bash', ['--norc', '-c', script, 'bash', command, ...args], {
    cwd,
    encoding: 'utf8',
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${status}: ${stderr}`)
  const [user, system] = stderr.trim().split(/\s+/).slice(-2).map(Number) as [number, number]
  return user + system
}

/** Signatures a second of `openssl speed`, on one core or on several at once. */
export function opensslSigningRate(algorithm: 'rsa4096' | 'ecdsap256', processes = 1): number {
  const multi = processes === 1 ? [] : ['-multi', String(processes)]
  const { stdout } = spawnSync('openssl', ['speed', '-seconds', '3', ...multi, algorithm], {
    encoding: 'utf8',
  })
  const line = stdout
    .split('\n')
    .findLast((text) => /\d+(\.\d+)?s?\s+\d/.test(text) && /rsa|ecdsa|nistp/.test(text))
  const numbers = line?.match(/\d+\.\d+(?=\s|$)/g)?.map(Number)
  const rate = numbers?.at(-2)
  if (rate === undefined) throw new Error(`openssl speed printed no rate: ${stdout}`)
  return rate
}
