import { createPublicKey, X509Certificate } from 'node:crypto'
import { isIP } from 'node:net'
import { join } from 'node:path'
import { type Actor, type AuthorityContext, issueCertificate } from '@zcert/authority'
import { generatePrivateKey, makeFolders, readBoundedFile, writeFileDurably } from '@zcert/files'
import {
  type Certificate,
  CodedError,
  encodePem,
  encodePrivateKey,
  type Instant,
  parseCertificate,
  parseCertificates,
  parsePrivateKey,
  parseSubjectPublicKeyInfo,
  TLS_SERVER,
  toKeyObject,
} from '@zcert/x509'
import type { TlsPair } from './service-server.ts'

/** Name of the service in the inventory: `service:provisioning`. */
const SERVICE = 'provisioning'

/**
 * The service's own certificate, issued by its CA and kept in `dir`: made where there is none, renewed when
 * two thirds of its life are over, or when it is to have other names.
 * @param names DNS names and addresses under which clients reach the service
 */
export async function serverCertificate(
  context: AuthorityContext,
  dir: string,
  names: readonly string[],
  actor: Actor,
): Promise<TlsPair & { readonly renewAt: Instant }> {
  const paths = { key: join(dir, 'server.key'), certificate: join(dir, 'server.crt') }
  const kept = readKept(paths, names, context)
  if (kept !== undefined) return kept
  makeFolders(dir, 0o700)
  const privateKey = await generatePrivateKey('p-256')
  const spki = createPublicKey(privateKey).export({ type: 'spki', format: 'der' })
  const identity = { kind: 'service', name: SERVICE, tlsNames: names } as const
  const order = { identity, profile: TLS_SERVER, publicKey: parseSubjectPublicKeyInfo(spki) }
  const { der } = await issueCertificate(context, order, actor)
  const key = encodePrivateKey(privateKey)
  // One file after the other: a key without its certificate is not taken, and both are made anew.
  writeFileDurably(paths.key, key, 0o600)
  writeFileDurably(paths.certificate, encodePem('CERTIFICATE', der), 0o644)
  return pairOf(parseCertificate(der), key, context)
}

interface KeptPaths {
  readonly key: string
  readonly certificate: string
}

function readKept(paths: KeptPaths, names: readonly string[], context: AuthorityContext) {
  const found = readPair(paths)
  if (found === undefined) return undefined
  const { certificate, privateKey } = found
  const fits =
    createPublicKey(privateKey).equals(toKeyObject(certificate.publicKey)) &&
    names.every((name) => isFor(certificate, name)) &&
    context.now() < renewalOf(certificate)
  return fits ? pairOf(certificate, encodePrivateKey(privateKey), context) : undefined
}

function isFor({ der }: Certificate, name: string): boolean {
  const certificate = new X509Certificate(der)
  const found = isIP(name) === 0 ? certificate.checkHost(name) : certificate.checkIP(name)
  return found !== undefined
}

/** A pair that is missing or damaged is nothing worth keeping: another is made. */
function readPair(paths: KeptPaths) {
  try {
    const [certificate] = parseCertificates(readBoundedFile(paths.certificate))
    return { certificate, privateKey: parsePrivateKey(readBoundedFile(paths.key)) }
  } catch (error) {
    if (error instanceof CodedError) return undefined
    throw error
  }
}

function pairOf(certificate: Certificate, key: string, { certificate: ca }: AuthorityContext) {
  const cert = encodePem('CERTIFICATE', certificate.der) + encodePem('CERTIFICATE', ca.der)
  return { cert, key, renewAt: renewalOf(certificate) }
}

function renewalOf({ notBefore, notAfter }: Certificate): Instant {
  return (notBefore + Math.floor(((notAfter - notBefore) * 2) / 3)) as Instant
}
