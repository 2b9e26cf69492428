import { createPublicKey, hash } from 'node:crypto'
import { statSync } from 'node:fs'
import { join } from 'node:path'
import { readBoundedFile, readPassphraseFile } from '@zcert/files'
import { type CertificateRecord, openLedger } from '@zcert/ledger'
import {
  type Certificate,
  isEncryptedPrivateKey,
  parsePrivateKey,
  type SubjectPublicKeyInfo,
  toKeyObject,
  verifySignature,
} from '@zcert/x509'
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

/** Expects a private key file to be encrypted, to open with the passphrase, and to fit a public key. */
export function expectEncryptedKey(
  path: string,
  passphraseFile: string,
  publicKey: SubjectPublicKeyInfo,
): void {
  const file = readBoundedFile(path)
  expect(isEncryptedPrivateKey(file), `${path} is encrypted`)
  using passphrase = readPassphraseFile(passphraseFile)
  const key = parsePrivateKey(file, passphrase.bytes)
  expect(createPublicKey(key).equals(toKeyObject(publicKey)), `${path} fits its public key`)
}

/** Expects a certificate's signature to be by the key of another, or by its own. */
export function expectSigned(certificate: Certificate, signer: Certificate, what: string): void {
  const { signatureAlgorithm, tbs, signatureValue } = certificate
  expect(
    verifySignature(signatureAlgorithm, tbs, signatureValue, signer.publicKey),
    `${what} is signed by the CA's key`,
  )
}

/** Expects the `sha256sum` lines of a folder to cover exactly these files, and to be right. */
export function expectChecksums(folder: string, files: readonly string[]): void {
  const lines = readBoundedFile(join(folder, 'certs.sha256')).toString().trimEnd().split('\n')
  const sums = lines.map((line) => line.split('  ') as [sum: string, name: string])
  const covered = sums.map(([, name]) => name)
  expect(covered.sort().join() === [...files].sort().join(), `certs.sha256 covers ${files.join()}`)
  for (const [sum, name] of sums) {
    const found = hash('sha256', readBoundedFile(join(folder, name)), 'hex')
    expect(sum === found, `${name} has the hash in certs.sha256`)
  }
}

/** The certificates of a device in a ledger, the newest first. */
export async function rowsOf(database: string, deviceId: string): Promise<CertificateRecord[]> {
  await using ledger = await openLedger(database, { mode: 'existing' })
  return await ledger.reader.certificates.ofDevice(deviceId)
}
