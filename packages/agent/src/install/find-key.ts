import { createPublicKey, type KeyObject } from 'node:crypto'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { readBoundedFile } from '@zcert/files'
import {
  isEncryptedPrivateKey,
  parseCertificates,
  parseCertificationRequestFile,
  parsePrivateKey,
  parseSubjectPublicKeyInfo,
  privateKeyPem,
  publicKeyHash,
} from '@zcert/x509'
import { AgentError } from '../errors.ts'
import { type DeviceFolder, deviceFiles } from '../folder/device-folder.ts'
import type { Installation } from './installation.ts'

/** The private key for a certificate as PEM, and where it lies. */
export interface FoundKey {
  readonly contents: Buffer
  /**
   * The generation that has it, or the device folder itself; absent when it comes from elsewhere, or is to
   * be written anew because it lies there in DER.
   */
  readonly folder?: string
}

/** What is to be known of a key that came without encryption and is stored so. */
const UNENCRYPTED =
  'the private key is stored without encryption: whoever reads the file can act as the device'

/**
 * Finds the private key that belongs to the certificate: the file that was named, else the key that
 * waits in the folder, else the one in use. An encrypted key whose passphrase is not at hand is known
 * by the CSR or certificate beside it.
 * @throws {AgentError} `key_missing`, `key_mismatch`; {@link X509Error} `passphrase_wrong`
 */
export function findKeyFor(folder: DeviceFolder, installation: Installation): FoundKey {
  const { deviceId, certificates, keyFile } = installation
  const wanted = publicKeyHash(certificates[0].publicKey)
  if (keyFile !== undefined) {
    const contents = readBoundedFile(keyFile)
    if (hashOfKey(contents, installation) !== wanted) throw keyMismatch(keyFile)
    if (!isEncryptedPrivateKey(contents)) installation.warn?.(UNENCRYPTED)
    return { contents: privateKeyPem(contents) }
  }
  const { key: name } = deviceFiles(deviceId)
  // Plain files count as long as there are no generations.
  const inUse = folder.generation('current') ?? folder.root
  const places = [folder.generation('next'), inUse].filter(
    (place): place is string => place !== undefined && existsSync(join(place, name)),
  )
  for (const place of places) {
    const contents = readBoundedFile(join(place, name))
    if (hashInPlace(place, contents, installation) !== wanted) continue
    const pem = privateKeyPem(contents)
    return pem.equals(contents) ? { contents, folder: place } : { contents: pem }
  }
  if (places.length > 0) throw keyMismatch(folder.path(name))
  throw new AgentError('key_missing', `there is no key for ${deviceId} in ${folder.root}`, {
    hint: 'make one with zcert agent csr, or name it with --key',
  })
}

function hashInPlace(
  place: string,
  contents: Buffer,
  installation: Installation,
): string | undefined {
  if (installation.passphrase !== undefined || !isEncryptedPrivateKey(contents)) {
    return hashOfKey(contents, installation)
  }
  const { request, certificate } = deviceFiles(installation.deviceId)
  if (existsSync(join(place, request))) {
    return publicKeyHash(
      parseCertificationRequestFile(readBoundedFile(join(place, request))).publicKey,
    )
  }
  if (!existsSync(join(place, certificate))) return undefined
  return publicKeyHash(parseCertificates(readBoundedFile(join(place, certificate)))[0].publicKey)
}

function hashOfKey(contents: Buffer, { passphrase }: Installation): string {
  return publicKeyHashOf(parsePrivateKey(contents, passphrase?.bytes))
}

/** SHA-256 of the public key that belongs to a private one: what certificates are compared by. */
export function publicKeyHashOf(privateKey: KeyObject): string {
  const spki = createPublicKey(privateKey).export({ type: 'spki', format: 'der' })
  return publicKeyHash(parseSubjectPublicKeyInfo(spki))
}

function keyMismatch(path: string): AgentError {
  return new AgentError('key_mismatch', `${path} is not the key of this certificate`, {
    hint: 'sign the CSR that was made with this key, or name the right key with --key',
  })
}
