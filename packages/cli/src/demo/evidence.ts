import { hash } from 'node:crypto'
import { statSync } from 'node:fs'
import { join } from 'node:path'
import { readBoundedFile } from '@zcert/files'
import { type CertificateRecord, openLedger } from '@zcert/ledger'
import { expect } from './expect.ts'

/** Expects files and folders to have exactly these permission bits. */
export function expectModes(modes: readonly (readonly [path: string, mode: number])[]): void {
  for (const [path, mode] of modes) {
    const found = statSync(path, { throwIfNoEntry: false })
    expect(found !== undefined, `${path} is there`)
    const bits = found.mode & 0o777
    expect(bits === mode, `${path} has mode ${mode.toString(8)}, it has ${bits.toString(8)}`)
  }
}

/** Expects a file of `sha256sum` lines to be right. @returns how many files it covers */
export function expectChecksums(folder: string): number {
  const lines = readBoundedFile(join(folder, 'certs.sha256')).toString().trimEnd().split('\n')
  for (const line of lines) {
    const [sum, name] = line.split('  ')
    const found = hash('sha256', readBoundedFile(join(folder, name ?? '')), 'hex')
    expect(sum === found, `${name} has the hash in certs.sha256`)
  }
  return lines.length
}

/** The certificates of a device in a ledger, the newest first. */
export async function rowsOf(database: string, deviceId: string): Promise<CertificateRecord[]> {
  await using ledger = await openLedger(database, { mode: 'existing' })
  return await ledger.reader.certificates.ofDevice(deviceId)
}
