import { existsSync, statSync } from 'node:fs'
import { resolve } from 'node:path'
import { FileError, type Passphrase, readBoundedFile, systemErrorCode } from '@zcert/files'
import { type Ledger, LedgerError, openLedger } from '@zcert/ledger'
import { type Certificate, issuerKeyIdOf, parseCertificates, parsePrivateKey } from '@zcert/x509'
import {
  type AuthorityContext,
  type AuthorityParts,
  authorityContext,
} from '../authority-context.ts'
import { AuthorityError } from '../errors.ts'
import { keyObjectSigner } from '../signer/key-object-signer.ts'
import { type HomeConfiguration, readConfiguration } from './configuration.ts'
import { type HomePaths, homePaths } from './home-paths.ts'
import { caInitUnfinished, isUnfinished } from './home-place.ts'

/** A CA's home with its ledger open and its key still locked. */
export interface Home extends AsyncDisposable {
  readonly paths: HomePaths
  readonly configuration: HomeConfiguration
  readonly certificate: Certificate
  readonly ledger: Ledger
}

/**
 * Opens a CA's home.
 * @throws {AuthorityError} `ca_not_found`, `ca_init_unfinished`; `ca_certificate_mismatch` when `certs/ca.crt` is not the
 *   certificate that the ledger was made with; {@link LedgerError} where the ledger cannot be opened
 */
export async function openHome(root: string): Promise<Home> {
  const paths = homePaths(resolve(root))
  assertHome(root, paths)
  const configuration = existsSync(paths.configuration)
    ? await readConfiguration(paths.configuration)
    : ({ database: 'sqlite' } as const)
  const [certificate] = parseCertificates(readBoundedFile(paths.caCertificate))
  const ledger = await openLedger(paths.ledger, { mode: 'existing' })
  try {
    await assertSameCa(ledger, certificate, paths)
  } catch (error) {
    await ledger[Symbol.asyncDispose]()
    throw error
  }
  return {
    paths,
    configuration,
    certificate,
    ledger,
    [Symbol.asyncDispose]: () => ledger[Symbol.asyncDispose](),
  }
}

/** Says what is missing: everything, or the one part without which the other is no CA. */
function assertHome(root: string, { root: place, ledger, caCertificate }: HomePaths): void {
  const [hasLedger, hasCertificate] = [isThere(ledger), isThere(caCertificate)]
  if (hasLedger && hasCertificate) return
  if (isUnfinished(place)) throw caInitUnfinished(place)
  const details = { home: place }
  if (!hasLedger && !hasCertificate) {
    throw new AuthorityError('ca_not_found', `there is no CA in ${place}`, {
      details,
      hint: `make one with zcert ca init --home ${root}, or name another folder`,
    })
  }
  if (!hasLedger) {
    throw new LedgerError('ledger_not_found', `the CA has lost its ledger: ${ledger}`, {
      details,
      hint: 'restore the whole home from the newest backup; a new CA would not know the old certificates',
    })
  }
  throw new FileError('file_missing', `the CA has lost its certificate: ${caCertificate}`, {
    details: { ...details, path: caCertificate },
    hint: 'copy it back from a backup, or from any device that has it as ca.crt: it is no secret',
  })
}

/** @throws {FileError} `file_unreadable` where that cannot be told */
function isThere(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false }) !== undefined
  } catch (cause) {
    const reason = systemErrorCode(cause) ?? 'unknown'
    if (reason === 'ENOTDIR') return false
    throw new FileError('file_unreadable', `${path} cannot be read: ${reason}`, {
      details: { path, reason },
      hint: 'run it as the owner of the home, or name another home',
      cause,
    })
  }
}

/**
 * Unlocks the CA's key.
 * @throws {X509Error} `passphrase_wrong`, `passphrase_required`, `key_malformed`;
 *   {@link AuthorityError} `ca_key_mismatch` when the key is not the certificate's
 */
export function unlockAuthority(
  { paths, configuration, certificate, ledger }: Home,
  passphrase: Passphrase | undefined,
  environment: Pick<AuthorityParts, 'now' | 'randomBytes'>,
): AuthorityContext {
  const signer = keyObjectSigner(parsePrivateKey(readBoundedFile(paths.caKey), passphrase?.bytes))
  if (!signer.publicKey.der.equals(certificate.publicKey.der)) {
    throw new AuthorityError(
      'ca_key_mismatch',
      `${paths.caKey} is not the key of ${paths.caCertificate}`,
      {
        details: { path: paths.caKey },
        hint: 'restore both from the same backup',
      },
    )
  }
  return authorityContext({ ledger, signer, certificate, ...environment }, configuration.publicUrl)
}

async function assertSameCa(
  ledger: Ledger,
  certificate: Certificate,
  paths: HomePaths,
): Promise<void> {
  const recorded = await ledger.reader.crls.issuer(issuerKeyIdOf(certificate))
  if (recorded !== undefined && certificate.der.equals(recorded)) return
  throw new AuthorityError(
    'ca_certificate_mismatch',
    `${paths.caCertificate} is not the CA of ${paths.ledger}`,
    {
      details: { home: paths.root },
      hint: 'restore both from the same backup',
    },
  )
}
