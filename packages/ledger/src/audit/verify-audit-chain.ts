import { LedgerError } from '../errors.ts'
import { type AuditEvent, auditHash, GENESIS_HASH } from './audit-event.ts'
import type { AuditHead, AuditReader } from './audit-log.ts'

const PAGE = 5000

/**
 * Reads the whole audit log and checks that numbers have no gaps and every hash covers the event
 * before it.
 * @param visit is shown every event that fits
 * @returns the head of the chain
 * @throws {LedgerError} `audit_chain_broken`, naming the first event that does not fit
 */
export async function verifyAuditChain(
  audit: AuditReader,
  visit: (event: AuditEvent) => void = () => undefined,
): Promise<AuditHead> {
  let head: AuditHead = { seq: 0, hash: GENESIS_HASH }
  for (;;) {
    const page = await pageAfter(audit, head)
    for (const event of page) {
      if (event.seq !== head.seq + 1) throw broken(head.seq + 1, 'is missing')
      if (event.previousHash !== head.hash)
        throw broken(event.seq, 'does not follow the one before it')
      if (auditHash(event) !== event.hash) throw broken(event.seq, 'was changed')
      visit(event)
      head = { seq: event.seq, hash: event.hash }
    }
    if (page.length < PAGE) break
  }
  if ((await audit.countUpTo(head.seq)) !== head.seq)
    throw broken(head.seq, 'ends the chain, and there are rows beside it')
  return head
}

async function pageAfter(audit: AuditReader, { seq }: AuditHead): Promise<AuditEvent[]> {
  try {
    return await audit.list(seq, PAGE)
  } catch (cause) {
    // A number beyond 2^53, which nothing of ours writes and JavaScript does not read.
    if (cause instanceof RangeError) throw broken(seq + 1, 'or one after it was changed', cause)
    throw cause
  }
}

function broken(seq: number, what: string, cause?: unknown): LedgerError {
  return new LedgerError('audit_chain_broken', `audit event ${seq} ${what}`, {
    details: { seq },
    cause,
    hint: 'keep the file as evidence and compare it with your newest backup',
  })
}
