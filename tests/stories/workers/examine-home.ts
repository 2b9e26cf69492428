import { X509Certificate } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { type AuditVerdict, type Home, verifyAudit } from '@zcert/authority'
import type { CertificateRecord } from '@zcert/ledger'
import {
  certificateFingerprint,
  parseCertificate,
  parseCertificates,
  publicKeyOf,
  type SerialNumber,
} from '@zcert/x509'

/** What a home holds, after everything in it was compared with everything else. */
export interface HomeFindings {
  readonly records: readonly CertificateRecord[]
  readonly audit: AuditVerdict
  /** Intents that led to no certificate: what a kill may leave behind. */
  readonly openIntents: number
}

/**
 * Compares inventory, bytes, intents and audit log: each certificate on record has its bytes, signed by
 * the CA and of that very record; all bytes are on record; the log tells of all of them.
 * @throws {Error} at the first thing that does not fit
 */
export async function examineLedger(home: Home): Promise<HomeFindings> {
  const { certificates, issuances } = home.ledger.reader
  const records = await certificates.list('', 1_000_000)
  for (const record of records) assertIssued(home, record, await issuances.der(record.serial))
  const { completed, openIntents } = intentsOf(home)
  assertSame('certificates with bytes and on record', completed, serialsOf(records))
  return { records, openIntents, audit: await verifyAudit(home.ledger) }
}

/**
 * Compares `newcerts/` and `index.txt` with the records.
 * @throws {Error} at the first thing that does not fit
 */
export function examineProjections({ paths }: Home, records: readonly CertificateRecord[]): void {
  const files = readdirSync(paths.newCertificates).sort()
  assertSame(
    'files in newcerts/',
    files,
    serialsOf(records).map((serial) => `${serial}.pem`),
  )
  const fingerprints = new Map(records.map(({ serial, fingerprint }) => [serial, fingerprint]))
  for (const file of files) {
    const [certificate] = parseCertificates(readFileSync(join(paths.newCertificates, file)))
    const expected = fingerprints.get(file.slice(0, -4) as SerialNumber)
    if (certificateFingerprint(certificate.der) !== expected) throw new Error(`${file} is another`)
  }
  const lines = readFileSync(paths.index, 'utf8').split('\n')
  if (lines.pop() !== '') throw new Error('the last line of index.txt is cut off')
  const listed = lines.map((line) => line.split('\t')[3] ?? '').sort()
  assertSame('lines of index.txt', listed, serialsOf(records))
}

function assertIssued(
  { certificate: ca }: Home,
  record: CertificateRecord,
  der: Uint8Array | undefined,
): void {
  if (der === undefined) throw new Error(`${record.serial} is ${record.status} and has no bytes`)
  const certificate = parseCertificate(der)
  if (!new X509Certificate(der).verify(publicKeyOf(ca)))
    throw new Error(`${record.serial} is not signed by the CA`)
  const isSame =
    certificate.serialNumber === record.serial &&
    certificateFingerprint(certificate.der) === record.fingerprint &&
    certificate.notAfter === record.expiresAt
  if (!isSame) throw new Error(`${record.serial} is not the certificate on record`)
}

function intentsOf({ paths }: Home): { completed: string[]; openIntents: number } {
  using database = new DatabaseSync(paths.ledger, { readOnly: true })
  const rows = database.prepare('SELECT cert_serial, der IS NULL AS open FROM issuances').all()
  const completed = rows.filter(({ open }) => open === 0).map((row) => String(row['cert_serial']))
  return { completed: completed.sort(), openIntents: rows.length - completed.length }
}

function serialsOf(records: readonly CertificateRecord[]): string[] {
  return records.map(({ serial }) => serial).sort()
}

function assertSame(what: string, found: readonly string[], expected: readonly string[]): void {
  const [foundOnce, expectedOnce] = [new Set(found), new Set(expected)]
  const [missing] = expectedOnce.difference(foundOnce)
  const [surplus] = foundOnce.difference(expectedOnce)
  if (missing !== undefined) throw new Error(`${what}: ${missing} is missing`)
  if (surplus !== undefined) throw new Error(`${what}: ${surplus} is too much`)
  if (found.length !== foundOnce.size) throw new Error(`${what}: one of them twice`)
}
