import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'

const POLL_MS = 5
const PATIENCE_MS = 30_000

/** The processes that `pid` started and that have not ended. */
export function childrenOf(pid: number): number[] {
  return processes()
    .filter(({ parent }) => parent === pid)
    .map((found) => found.pid)
}

/** Whether there is a process of this ID. */
export function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

/** Waits until `happens`. @throws {Error} when it does not in half a minute */
export async function until(what: string, happens: () => boolean): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS
  while (!happens()) {
    if (performance.now() > deadline) throw new Error(`waited in vain until ${what}`)
    await sleep(POLL_MS)
  }
}

function processes(): { pid: number; parent: number }[] {
  if (!existsSync('/proc/self/stat')) {
    const { stdout } = spawnSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' })
    return stdout.trim().split('\n').map(pairOf)
  }
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const stat = readFileSync(`/proc/${name}/stat`, 'utf8')
        // The name of the program, in brackets, may hold anything; state and parent come behind it.
        const [, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
        return [{ pid: Number(name), parent: Number(parent) }]
      } catch {
        return []
      }
    })
}

function pairOf(line: string): { pid: number; parent: number } {
  const [pid, parent] = line.trim().split(/\s+/)
  return { pid: Number(pid), parent: Number(parent) }
}
