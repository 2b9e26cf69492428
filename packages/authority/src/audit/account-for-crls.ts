import { hash } from 'node:crypto'
import type { CrlEntry, LedgerSnapshot } from '@zcert/ledger'
import { CodedError, parseCertificateList, revokedCertificatesOf } from '@zcert/x509'
import type { CrlAccount } from './audit-accounts.ts'
import { assertSame, mismatch } from './inventory-mismatch.ts'

const PAGE = 1000

/**
 * Checks that the CRLs on record are those of the accounts, and that the newest still has its bytes.
 * Numbers that were taken and never signed belong to nobody. Accounts that are found are taken out.
 * @throws {AuthorityError} `inventory_mismatch`, at the first difference
 */
export async function accountForCrls(
  { inventory }: LedgerSnapshot,
  accounts: Map<number, CrlAccount>,
): Promise<void> {
  let newest = 0
  for (const number of accounts.keys()) newest = Math.max(newest, number)
  let newestHasBytes = newest === 0
  for (const issuer of await inventory.issuers()) {
    let page: CrlEntry[] = []
    do {
      page = await inventory.crls(issuer, page.at(-1)?.record.number ?? 0, PAGE)
      for (const entry of page) {
        const { number } = entry.record
        const account = accounts.get(number)
        accounts.delete(number)
        if (number === newest) newestHasBytes = entry.der !== undefined
        if (account !== undefined) assertCrl(entry, account)
        else if (entry.der !== undefined)
          throw mismatch({ crlNumber: number }, 'is signed, and no audit event tells of it')
      }
    } while (page.length === PAGE)
  }
  const [lost] = accounts.keys()
  if (lost !== undefined)
    throw mismatch({ crlNumber: lost }, 'was issued, and the ledger has lost it')
  if (!newestHasBytes) throw lostBytes(newest)
}

function assertCrl({ record, der }: CrlEntry, account: CrlAccount): void {
  const crlNumber = record.number
  const { thisUpdate = record.thisUpdate } = account
  assertSame({ crlNumber }, [
    { field: 'entry_count', log: account.entries, table: record.entryCount },
    { field: 'this_update', log: thisUpdate, table: record.thisUpdate, isTime: true },
    { field: 'next_update', log: account.nextUpdate, table: record.nextUpdate, isTime: true },
  ])
  if (der instanceof Uint8Array) assertBytes(crlNumber, der, account, thisUpdate)
  else if (der !== undefined) throw lostBytes(crlNumber)
}

function lostBytes(crlNumber: number): Error {
  return mismatch({ crlNumber }, 'was issued, and the ledger has lost its bytes', { field: 'der' })
}

function assertBytes(
  crlNumber: number,
  der: Uint8Array,
  { entries, nextUpdate, fingerprint }: CrlAccount,
  thisUpdate: number,
): void {
  const found = hash('sha256', der, 'hex').toUpperCase()
  assertSame({ crlNumber }, [{ field: 'der', log: fingerprint ?? found, table: found }])
  try {
    const crl = parseCertificateList(der)
    let count = 0
    for (const _ of revokedCertificatesOf(crl)) count++
    assertSame({ crlNumber }, [
      { field: 'number in its bytes', log: crlNumber, table: Number(crl.crlNumber) },
      { field: 'entries in its bytes', log: entries, table: count },
      { field: 'thisUpdate in its bytes', log: thisUpdate, table: crl.thisUpdate, isTime: true },
      { field: 'nextUpdate in its bytes', log: nextUpdate, table: crl.nextUpdate, isTime: true },
    ])
  } catch (error) {
    if (!(error instanceof CodedError) || error.code === 'inventory_mismatch') throw error
    throw mismatch({ crlNumber }, `cannot be read from its bytes: ${error.message}`, {
      field: 'der',
    })
  }
}
