import { linkSync, mkdirSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { createFile, readBoundedFile, syncFolder } from '@zcert/files'
import type { DeviceFolder } from './device-folder.ts'

/** One complete set of a device's files, in a folder of its own that is never changed once it is in use. */
export class Generation {
  /** Number of the generation, as its folder is called. */
  readonly name: string
  readonly path: string

  private constructor(name: string, path: string) {
    this.name = name
    this.path = path
  }

  /** Begins a new generation behind all others. */
  static begin(folder: DeviceFolder): Generation {
    const parent = folder.path('generations')
    const highest = Math.max(0, ...readdirSync(parent).map(Number).filter(Number.isSafeInteger))
    const name = String(highest + 1)
    mkdirSync(join(parent, name), { mode: 0o700 })
    return new Generation(name, join(parent, name))
  }

  /** Writes a file of the generation, with its mode from the first moment. */
  write(name: string, contents: Uint8Array | string, mode: 0o600 | 0o644): void {
    createFile(join(this.path, name), contents, mode)
  }

  /** Takes a file over from another generation: the same file, not a copy, so that a key stays one. */
  adopt(name: string, from: string): void {
    linkSync(join(from, name), join(this.path, name))
  }

  /** Reads a file of the generation. */
  read(name: string): Buffer {
    return readBoundedFile(join(this.path, name))
  }

  /** Makes the folder and its name durable, after all files were. */
  sync(): void {
    syncFolder(this.path)
    syncFolder(join(this.path, '..'))
  }

  /** Removes the generation: it was never used. */
  discard(): void {
    rmSync(this.path, { recursive: true, force: true })
  }
}

/** Removes all generations but those that are named. */
export function pruneGenerations(
  folder: DeviceFolder,
  keep: readonly (string | undefined)[],
): void {
  const parent = folder.path('generations')
  for (const name of readdirSync(parent)) {
    const path = join(parent, name)
    if (!keep.includes(path)) rmSync(path, { recursive: true, force: true })
  }
}
