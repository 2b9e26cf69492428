import type { LedgerReader } from '@zcert/ledger'
import { type Certificate, issuerKeyIdOf } from '@zcert/x509'
import type { HomePaths } from './home-paths.ts'
import { publishCrl } from './projections.ts'

/**
 * Writes the newest signed CRL of the ledger to `crl/crl.pem` again, whatever lies there.
 * @returns its number; nothing when none was ever signed
 */
export async function restoreCrl(
  paths: HomePaths,
  ledger: { readonly reader: LedgerReader },
  issuer: Certificate,
): Promise<number | undefined> {
  const newest = await ledger.reader.crls.latest(issuerKeyIdOf(issuer))
  if (newest !== undefined) await publishCrl(paths, ledger, issuer, newest)
  return newest?.number
}
