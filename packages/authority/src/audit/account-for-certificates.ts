import { hash } from 'node:crypto'
import type {
  CertificateRecord,
  InventoryEntry,
  IssuanceTrace,
  LedgerSnapshot,
} from '@zcert/ledger'
import {
  type Certificate,
  CodedError,
  formatName,
  parseCertificate,
  parseCertificates,
  publicKeyHash,
} from '@zcert/x509'
import { BACKDATE } from '../issue/prepare-certificate.ts'
import type { CertificateAccount } from './audit-accounts.ts'
import { assertSame, mismatch } from './inventory-mismatch.ts'

/** Certificates with their bytes in memory at one time: a few megabytes. */
const PAGE = 1000

/**
 * Checks that the inventory holds the certificates of the accounts, field by field, and none besides.
 * Accounts that are found are taken out.
 * @returns how many certificates there are
 * @throws {AuthorityError} `inventory_mismatch`, at the first difference
 */
export async function accountForCertificates(
  reader: LedgerSnapshot,
  accounts: Map<string, CertificateAccount>,
): Promise<number> {
  const earliest = await issuerStarts(reader)
  let count = 0
  let page: InventoryEntry[] = []
  do {
    page = await reader.inventory.certificates(page.at(-1)?.record, PAGE)
    for (const entry of page) {
      const { serial } = entry.record
      const account = accounts.get(serial)
      if (account === undefined)
        throw mismatch({ serial }, 'is in the inventory, and no audit event tells of its issue')
      accounts.delete(serial)
      assertRow(entry.record, account)
      assertBytes(entry, account, earliest)
    }
    count += page.length
  } while (page.length === PAGE)
  const [lost] = accounts.keys()
  if (lost !== undefined)
    throw mismatch({ serial: lost }, 'was issued, and the inventory has lost it')
  const stray = await reader.inventory.bytesWithoutCertificate()
  if (stray !== undefined)
    throw mismatch({ serial: stray }, 'was signed, and neither inventory nor audit log has it')
  return count
}

/** The row against the events. */
function assertRow(record: CertificateRecord, account: CertificateAccount): void {
  const { serial } = record
  if ((record.status === 'revoked') !== (account.status === 'revoked')) {
    throw mismatch(
      { serial },
      record.status === 'revoked'
        ? 'is revoked, and no audit event tells of it'
        : 'was revoked, and the inventory has forgotten it',
      { field: 'status', log: account.status, table: record.status },
    )
  }
  const wasTimed = account.status !== 'revoked' || account.revokedAt !== undefined
  assertSame({ serial }, [
    { field: 'status', log: account.status, table: record.status },
    { field: 'device_id', log: account.deviceId, table: record.deviceId },
    { field: 'cert_fingerprint', log: account.fingerprint, table: record.fingerprint },
    { field: 'expires_at', log: account.notAfter, table: record.expiresAt, isTime: true },
    { field: 'revocation_reason', log: account.reason, table: record.revocationReason },
    ...(wasTimed
      ? [
          {
            field: 'revoked_at',
            log: account.revokedAt,
            table: record.revokedAt,
            isTime: true,
          },
        ]
      : []),
  ])
}

/** The bytes against the fingerprint in the log, and then the rows against the bytes. */
function assertBytes(
  { record, issuance }: InventoryEntry,
  account: CertificateAccount,
  earliest: ReadonlyMap<string, number>,
): void {
  const { serial } = record
  const { certificate, trace } = readBytes(serial, issuance, account.fingerprint)
  assertSame({ serial }, [
    { field: 'cert_serial', log: certificate.serialNumber, table: serial },
    { field: 'cert_subject', log: formatName(certificate.subject), table: record.subject },
    { field: 'cert_issuer', log: formatName(certificate.issuer), table: record.issuer },
    { field: 'expires_at', log: certificate.notAfter, table: record.expiresAt, isTime: true },
    {
      field: 'issued_at',
      log: issueTimeOf(certificate, record, earliest),
      table: record.issuedAt,
      isTime: true,
    },
    { field: 'issuances.created_at', log: record.issuedAt, table: trace.createdAt, isTime: true },
    { field: 'issuances.device_id', log: account.deviceId, table: trace.deviceId },
    { field: 'issuances.profile', log: account.profile, table: trace.profile },
    {
      field: 'issuances.public_key_hash',
      log: publicKeyHash(certificate.publicKey),
      table: trace.publicKeyHash,
    },
  ])
}

function readBytes(
  serial: string,
  trace: IssuanceTrace | undefined,
  fingerprint: string,
): { certificate: Certificate; trace: IssuanceTrace } {
  if (!(trace?.der instanceof Uint8Array))
    throw mismatch({ serial }, 'was issued, and the inventory has lost its bytes', {
      field: 'issuances.der',
      log: fingerprint,
      table: 'nothing',
    })
  const found = hash('sha256', trace.der, 'hex').toUpperCase()
  assertSame({ serial }, [{ field: 'issuances.der', log: fingerprint, table: found }])
  try {
    return { certificate: parseCertificate(trace.der), trace }
  } catch (error) {
    if (!(error instanceof CodedError)) throw error
    throw mismatch({ serial }, `cannot be read from its bytes: ${error.message}`, {
      field: 'issuances.der',
    })
  }
}

/**
 * When a certificate was issued, by its notBefore. Where the CA had only just begun, its own notBefore
 * cut the back-dating short, and any moment of that minute is believed.
 */
function issueTimeOf(
  { notBefore, extensions }: Certificate,
  { issuedAt }: CertificateRecord,
  earliest: ReadonlyMap<string, number>,
): number {
  const keyId = extensions.authorityKeyIdentifier?.keyIdentifier?.toString('hex').toUpperCase()
  const wasCut = earliest.get(keyId ?? '') === notBefore
  const isWithin = issuedAt >= notBefore && issuedAt <= notBefore + BACKDATE
  return wasCut && isWithin ? issuedAt : notBefore + BACKDATE
}

/** The notBefore of every issuer by its key identifier. */
async function issuerStarts({ crls, inventory }: LedgerSnapshot): Promise<Map<string, number>> {
  const starts = new Map<string, number>()
  for (const keyId of await inventory.issuers()) {
    const der = await crls.issuer(keyId)
    if (der !== undefined) starts.set(keyId, parseCertificates(der)[0].notBefore)
  }
  return starts
}
