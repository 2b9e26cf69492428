import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import { FileError, systemErrorCode } from './errors.ts'

/** Certificates, CSRs, keys and bundles are smaller than this: 1 MiB. */
export const MAX_SMALL_FILE_BYTES = 1024 * 1024

const RETRY_MS = 10
const NOTHING = new Int32Array(new SharedArrayBuffer(4))

/**
 * Reads a whole file, or standard input for `-`, up to a bound.
 * @throws {FileError} `file_missing`, `file_unreadable`, `file_too_large`
 */
export function readBoundedFile(path: string, maxBytes = MAX_SMALL_FILE_BYTES): Buffer {
  try {
    const descriptor = path === '-' ? 0 : openSync(path, 'r')
    try {
      if (fstatSync(descriptor).isDirectory())
        throw new FileError('file_unreadable', `${path} is a folder`)
      return readUpTo(descriptor, path, maxBytes)
    } finally {
      if (descriptor !== 0) closeSync(descriptor)
    }
  } catch (cause) {
    if (cause instanceof FileError) throw cause
    const reason = systemErrorCode(cause)
    if (reason === 'ENOENT') {
      throw new FileError('file_missing', `there is no file ${path}`, { details: { path }, cause })
    }
    throw new FileError('file_unreadable', `${path} cannot be read: ${reason}`, {
      details: { path },
      cause,
    })
  }
}

function readUpTo(descriptor: number, path: string, maxBytes: number): Buffer {
  const { size } = fstatSync(descriptor)
  let buffer = Buffer.allocUnsafe(Math.min(size, maxBytes) + 1)
  let length = 0
  for (;;) {
    const read = readSome(descriptor, buffer.subarray(length))
    if (read === 0) return buffer.subarray(0, length)
    length += read
    if (length > maxBytes) {
      throw new FileError('file_too_large', `${path} is larger than ${maxBytes} bytes`, {
        details: { path, maxBytes },
      })
    }
    if (length === buffer.length) {
      const larger = Buffer.allocUnsafe(Math.min(buffer.length * 2 + 4096, maxBytes + 1))
      buffer.copy(larger)
      buffer.fill(0)
      buffer = larger
    }
  }
}

/** A pipe can be non-blocking because another program that shares it wanted so: its writer is only late. */
function readSome(descriptor: number, into: Buffer): number {
  for (;;) {
    try {
      return readSync(descriptor, into, 0, into.length, null)
    } catch (error) {
      if (systemErrorCode(error) !== 'EAGAIN') throw error
      Atomics.wait(NOTHING, 0, 0, RETRY_MS)
    }
  }
}
