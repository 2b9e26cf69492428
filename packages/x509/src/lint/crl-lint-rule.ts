import type { Certificate } from '../certificate.ts'
import { parseTbsCertList, type TbsCertList } from '../crl/certificate-list.ts'
import type { Rule } from '../rule.ts'
import { type CertListLayout, readCertListLayout } from './cert-list-layout.ts'
import { type EntryFaults, scanRevokedEntries } from './revoked-entries-scan.ts'

/** A complete CRL that is about to be signed. */
export interface CrlToLint {
  /** The very bytes that will be signed. */
  readonly tbs: Buffer
  readonly issuer: Certificate
  /** Number of the CRL that this one replaces; absent for the first. */
  readonly previousNumber?: bigint
}

/** A CRL read back from its bytes, as the rules see it. */
export interface CrlLintSubject {
  readonly crl: TbsCertList
  readonly layout: CertListLayout
  readonly entryFaults: EntryFaults
  readonly issuer: Certificate
  readonly previousNumber: bigint | undefined
}

/** A rule that every CRL must keep before the CA's key signs it. */
export type CrlLintRule = Rule<CrlLintSubject, 'lint_failed'>

/**
 * Reads the CRL, and its entries once for all rules.
 * @throws {X509Error} `crl_malformed` or `crl_unsupported` when it is no CRL at all
 */
export function readCrlToLint({ tbs, issuer, previousNumber }: CrlToLint): CrlLintSubject {
  const crl = parseTbsCertList(tbs)
  return {
    crl,
    layout: readCertListLayout(tbs),
    entryFaults: scanRevokedEntries(crl.entries, crl.thisUpdate),
    issuer,
    previousNumber,
  }
}
