import type { CertificateRecord } from '@zcert/ledger'
import type { Output } from './output.ts'

/** The certificates that a new one took the place of, a line each. */
export function supersededLines(superseded: readonly CertificateRecord[]): string[] {
  return superseded.map(
    ({ serial }) => `revoked ${serial}, which waited for its activation: superseded`,
  )
}

/** Says that their revocation is on record and in no CRL yet. */
export function remindOfCrl(superseded: readonly CertificateRecord[], output: Output): void {
  if (superseded.length > 0) output.log('note: a CRL is due: zcert crl generate')
}
