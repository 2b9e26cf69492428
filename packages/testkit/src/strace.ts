import { spawnSync } from 'node:child_process'

/** Why tests that look at system calls, or make them fail, are skipped. */
export const NO_STRACE = 'there is no strace, or it may not trace here'

/** Whether `strace` is at hand and allowed to trace. */
export function straceAvailable(): boolean {
  return spawnSync('strace', ['-f', '-o', '/dev/null', 'true']).status === 0
}

/**
 * What to put in front of a command so that some of its system calls go to the file `log`, those of all
 * threads and with paths.
 * @param calls names, with commas between
 * @param inject what to do to one of these calls, counted in each thread
 * @example
 * strace(folder.at('log'), 'fsync,write', 'fsync:error=EIO:when=3')
 */
export function strace(log: string, calls: string, inject?: string): string[] {
  const tampering = inject === undefined ? [] : ['-e', `inject=${inject}`]
  return ['strace', '-f', '-qq', '-y', '-o', log, '-e', `trace=${calls}`, ...tampering]
}
