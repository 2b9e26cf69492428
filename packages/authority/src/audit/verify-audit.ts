import { type Ledger, type LedgerSnapshot, verifyAuditChain } from '@zcert/ledger'
import { AuthorityError } from '../errors.ts'
import { accountForCertificates } from './account-for-certificates.ts'
import { accountForCrls } from './account-for-crls.ts'
import { accountForDevices } from './account-for-devices.ts'
import { AuditAccounts } from './audit-accounts.ts'

/** What an intact audit log comes to. */
export interface AuditVerdict {
  readonly events: number
  /** Hash of the last event, lower-case hex. */
  readonly head: string
  readonly certificates: number
  readonly devices: number
}

/**
 * Checks the audit log: its chain, and that certificates, devices and CRLs are what its events made of
 * them. An edit, a removed row, or a tail cut from the log alone leaves the other side as it was. Whoever
 * cuts the tail together with what it tells of leaves an older, honest ledger: that shows only against a
 * head that was noted elsewhere.
 *
 * All of it is one state of the ledger, whoever writes meanwhile; memory holds the accounts of all and
 * the rows of one page.
 * @throws {LedgerError} `audit_chain_broken`; {@link AuthorityError} `inventory_mismatch`
 */
export function verifyAudit(ledger: Pick<Ledger, 'snapshot'>): Promise<AuditVerdict> {
  return ledger.snapshot(verifySnapshot)
}

async function verifySnapshot(reader: LedgerSnapshot): Promise<AuditVerdict> {
  const accounts = new AuditAccounts()
  const head = await verifyAuditChain(reader.audit, accounts.replay)
  try {
    const certificates = await accountForCertificates(reader, accounts.certificates)
    const devices = await accountForDevices(reader, accounts.devices)
    await accountForCrls(reader, accounts.crls)
    return { events: head.seq, head: head.hash, certificates, devices }
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause
    // A number beyond 2^53, which nothing of ours writes and JavaScript does not read.
    throw new AuthorityError(
      'inventory_mismatch',
      'a table holds a number that no event tells of',
      {
        cause,
      },
    )
  }
}
