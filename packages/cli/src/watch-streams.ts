import { systemErrorCode } from '@zcert/files'
import { CliError } from './errors.ts'

/**
 * Keeps a stream that takes no more from ending the program in the middle of its work. A reader that
 * went away (`zcert … | head -1`) has seen enough, so nothing is said and the exit code is that of the
 * work; every other failure of standard output is handed over once. What cannot be written to standard
 * error cannot be told either.
 */
export function watchStreams(onFailure: (failure: CliError) => void): void {
  let told = false
  process.stdout.on('error', (cause) => {
    const reason = systemErrorCode(cause) ?? 'unknown'
    if (told || reason === 'EPIPE') return
    told = true
    onFailure(
      new CliError(
        'output_unwritable',
        `the command did its work, but standard output cannot be written: ${reason}`,
        { details: { reason }, cause },
      ),
    )
  })
  process.stderr.on('error', () => undefined)
}
