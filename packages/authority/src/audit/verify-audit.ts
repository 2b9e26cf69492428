import { type AuditEvent, LedgerError, type LedgerReader, verifyAuditChain } from '@zcert/ledger'
import { AuthorityError } from '../errors.ts'

/** What an intact audit log comes to. */
export interface AuditVerdict {
  readonly events: number
  /** Hash of the last event, lower-case hex. */
  readonly head: string
  readonly certificates: number
}

const PAGE = 5000

/**
 * Checks the audit log: its chain, and that inventory and log tell the same story. A cut tail or a
 * removed row leaves a chain that is whole in itself; the other side still has the certificate.
 * @throws {LedgerError} `audit_chain_broken`; {@link AuthorityError} `inventory_mismatch`
 */
export async function verifyAudit(reader: LedgerReader): Promise<AuditVerdict> {
  const issued = new Set<string>()
  const revoked = new Set<string>()
  const head = await verifyAuditChain(reader.audit, (event) => {
    if (event.action === 'certificate_issued') issued.add(serialIn(event))
    if (event.action === 'certificate_revoked') revoked.add(serialIn(event))
  })
  let [certificates, after] = [0, '']
  for (;;) {
    const page = await reader.certificates.list(after, PAGE)
    for (const { serial, status } of page) {
      if (!issued.delete(serial))
        throw mismatch(serial, 'is in the inventory, and no audit event tells of its issue')
      if ((status === 'revoked') !== revoked.delete(serial)) {
        throw mismatch(
          serial,
          status === 'revoked'
            ? 'is revoked, and no audit event tells of it'
            : 'was revoked, and the inventory has forgotten it',
        )
      }
      after = serial
    }
    certificates += page.length
    if (page.length < PAGE) break
  }
  const [lost] = issued
  if (lost !== undefined) throw mismatch(lost, 'was issued, and the inventory has lost it')
  return { events: head.seq, head: head.hash, certificates }
}

function serialIn(event: AuditEvent): string {
  const { serial } = JSON.parse(event.details)
  if (typeof serial === 'string') return serial
  throw new LedgerError('audit_chain_broken', `audit event ${event.seq} names no serial number`, {
    details: { seq: event.seq },
  })
}

function mismatch(serial: string, what: string): AuthorityError {
  return new AuthorityError('inventory_mismatch', `the certificate ${serial} ${what}`, {
    details: { serial },
    hint: 'keep the file as evidence and compare it with your newest backup',
  })
}
