import { statSync } from 'node:fs'
import { join } from 'node:path'
import { FileError } from './errors.ts'
import { readBoundedFile } from './read-file.ts'

const MAX_PASSPHRASE_BYTES = 1024

/** A passphrase in memory that is wiped when it goes out of scope, as far as JavaScript can promise. */
export class Passphrase implements Disposable {
  /** The octets; zeros once disposed. */
  readonly bytes: Buffer

  constructor(bytes: Buffer) {
    this.bytes = bytes
  }

  [Symbol.dispose](): void {
    this.bytes.fill(0)
  }
}

/**
 * Reads a passphrase from the first line of a file, or of standard input for `-`.
 * @throws {FileError} `passphrase_file_exposed` when the file's mode lets others than its owner read
 *   it; `passphrase_invalid` when it is empty or longer than 1,024 octets; `file_missing` …
 */
export function readPassphraseFile(path: string): Passphrase {
  if (path !== '-') assertPrivate(path)
  return firstLine(readBoundedFile(path, MAX_PASSPHRASE_BYTES * 4), path)
}

/**
 * The passphrase that systemd hands to a service as the credential `zcert-<name>`, or nothing when
 * there is none. The folder is private to the service, whatever the modes inside it.
 */
export function readCredential(
  name: string,
  credentialsDirectory: string | undefined,
): Passphrase | undefined {
  if (credentialsDirectory === undefined) return undefined
  const path = join(credentialsDirectory, `zcert-${name}`)
  if (statSync(path, { throwIfNoEntry: false }) === undefined) return undefined
  return firstLine(readBoundedFile(path, MAX_PASSPHRASE_BYTES * 4), path)
}

function firstLine(contents: Buffer, path: string): Passphrase {
  const end = contents.findIndex((octet) => octet === 0x0a || octet === 0x0d)
  const line = Buffer.from(end === -1 ? contents : contents.subarray(0, end))
  contents.fill(0)
  if (line.length === 0 || line.length > MAX_PASSPHRASE_BYTES || line.includes(0)) {
    line.fill(0)
    throw new FileError('passphrase_invalid', `the first line of ${path} is no passphrase`, {
      hint: `it must hold 1 to ${MAX_PASSPHRASE_BYTES} octets and no NUL`,
    })
  }
  return new Passphrase(line)
}

function assertPrivate(path: string): void {
  const found = statSync(path, { throwIfNoEntry: false })
  if (found === undefined || !found.isFile() || (found.mode & 0o077) === 0) return
  throw new FileError('passphrase_file_exposed', `others can read the passphrase file ${path}`, {
    details: { path, mode: (found.mode & 0o777).toString(8) },
    hint: `chmod 600 ${path}`,
  })
}
