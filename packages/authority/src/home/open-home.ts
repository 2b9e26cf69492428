import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { type Passphrase, readBoundedFile } from '@zcert/files'
import { type Ledger, openLedger } from '@zcert/ledger'
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

/** A CA's home with its ledger open and its key still locked. */
export interface Home extends AsyncDisposable {
  readonly paths: HomePaths
  readonly configuration: HomeConfiguration
  readonly certificate: Certificate
  readonly ledger: Ledger
}

/**
 * Opens a CA's home.
 * @throws {AuthorityError} `ca_not_found`; `ca_certificate_mismatch` when `certs/ca.crt` is not the
 *   certificate that the ledger was made with; {@link LedgerError} where the ledger cannot be opened
 */
export async function openHome(root: string): Promise<Home> {
  const paths = homePaths(resolve(root))
  if (!existsSync(paths.ledger) || !existsSync(paths.caCertificate)) {
    throw new AuthorityError('ca_not_found', `there is no CA in ${paths.root}`, {
      details: { home: paths.root },
      hint: `make one with zcert ca init --home ${root}, or name another folder`,
    })
  }
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
