import { accessSync, constants, lstatSync, readlinkSync, type Stats, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { homePaths } from '@zcert/authority'
import { FileError, systemErrorCode, writeFileDurably } from '@zcert/files'
import { CliError } from './errors.ts'
import type { Output } from './output.ts'

const STANDARD_OUTPUT = new Set(['-', '/dev/stdout', '/dev/fd/1', '/proc/self/fd/1'])

/** Where a document goes that a command makes. */
export interface OutputFile {
  /** Its name for messages and results. */
  readonly path: string
  /**
   * Writes the document, readable by everybody.
   * @returns it where it goes to standard output, for {@link Output.result} to print
   */
  write(document: string | Uint8Array): string | undefined
}

/**
 * Looks at the value of `--out` before anything is done whose result belongs there: `-` and `/dev/stdout`
 * are standard output, which then holds nothing else.
 * @param inputs other files of the command, by what names them: none of them is ever overwritten
 * @throws {CliError} `option_invalid`; {@link FileError} `file_unwritable`
 */
export function outputFile(
  path: string,
  output: Output,
  inputs: Readonly<Record<string, string | undefined>>,
): OutputFile {
  if (!STANDARD_OUTPUT.has(path)) {
    assertWritable(path)
    assertNoInput(path, inputs)
    return {
      path,
      write: (document) => {
        writeFileDurably(path, document, 0o644)
        return undefined
      },
    }
  }
  if (output.json) {
    throw new CliError('option_invalid', `--out ${path} and --json both want standard output`, {
      hint: 'name a file with --out, or leave --json out',
    })
  }
  return { path: 'standard output', write: (document) => Buffer.from(document).toString('utf8') }
}

/** What nothing may be written over in a CA's home, for {@link outputFile}. */
export function homeFiles(root: string): Record<string, string> {
  const { ledger, caKey, caCertificate, configuration } = homePaths(root)
  return {
    "the CA's ledger": ledger,
    "the CA's key": caKey,
    "the CA's certificate": caCertificate,
    "the CA's configuration": configuration,
  }
}

/**
 * Refuses a file that could not be written, before anything is done whose result belongs into it: a
 * certificate that is issued and cannot be delivered helps nobody. A symbolic link is refused too: it
 * would be replaced, and followed it would write wherever somebody else wants.
 * @throws {FileError} `file_unwritable`
 */
export function assertWritable(path: string): void {
  const folder = dirname(path)
  const refuse = (why: string, hint?: string) => {
    throw new FileError('file_unwritable', why, { details: { path }, ...(hint && { hint }) })
  }
  if (statusOf(folder)?.isDirectory() !== true)
    refuse(`${path} cannot be written: there is no folder ${folder}`)
  const found = lstatSync(path, { throwIfNoEntry: false })
  if (found?.isSymbolicLink())
    refuse(`${path} is a link to ${readlinkSync(path)}`, 'name the file itself, or remove the link')
  if (found !== undefined && !found.isFile()) refuse(`${path} is not a plain file`)
  try {
    accessSync(folder, constants.W_OK | constants.X_OK)
  } catch (error) {
    refuse(`${folder} takes no new files: ${systemErrorCode(error)}`)
  }
}

/**
 * Refuses an output that is another file of the command.
 * @param inputs those files, by what names them
 * @throws {CliError} `option_invalid`
 */
export function assertNoInput(
  path: string,
  inputs: Readonly<Record<string, string | undefined>>,
  option = '--out',
): void {
  const place = statusOf(path)
  if (place === undefined) return
  for (const [what, input] of Object.entries(inputs)) {
    const other = input === undefined || input === '-' ? undefined : statusOf(input)
    if (other === undefined || other.ino !== place.ino || other.dev !== place.dev) continue
    throw new CliError('option_invalid', `${option} ${path} is ${what} and would be overwritten`, {
      hint: `choose another file with ${option}`,
    })
  }
}

function statusOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false })
  } catch {
    // It cannot be looked at, so it cannot be written or read either.
    return undefined
  }
}
