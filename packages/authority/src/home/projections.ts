import { readFileSync, statSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { makeFolders, syncFolder, withExclusiveLock, writeFileDurably } from '@zcert/files'
import type { CertificateRecord, LedgerReader } from '@zcert/ledger'
import {
  type Certificate,
  encodePem,
  encodePemFile,
  issuerKeyIdOf,
  parseCertificate,
  type SerialNumber,
} from '@zcert/x509'
import type { HomePaths } from './home-paths.ts'
import { indexLine } from './index-line.ts'

/** How far `newcerts/` and `index.txt` follow the ledger. */
interface ProjectionState {
  /** Number and hash of the last audit event that was carried over. */
  readonly auditSeq: number
  readonly auditHash: string
  /** Size of `index.txt` after that; another size means that a write was cut off. */
  readonly indexBytes: number
}

const NOTHING: ProjectionState = { auditSeq: 0, auditHash: '', indexBytes: -1 }
const PAGE = 1000
const CONCURRENT_WRITES = 16

/**
 * Brings `newcerts/` and `index.txt` up to the ledger. They are projections for `openssl ca`: nothing
 * reads them but an import, and whatever is lost of them is written again.
 * @returns how many certificates were written
 */
export async function syncProjections(
  paths: HomePaths,
  { reader }: { readonly reader: LedgerReader },
  extent: 'changes' | 'everything' = 'changes',
): Promise<number> {
  return withExclusiveLock(paths.projectionLock, async () => {
    const state = extent === 'everything' ? NOTHING : await stateOf(paths, reader)
    const changes = await changesSince(reader, state.auditSeq)
    const whole = state.indexBytes !== sizeOf(paths.index) || changes.revoked
    const issued =
      whole && extent === 'everything'
        ? await allCertificates(reader)
        : await recordsOf(reader, changes.issued)
    const lines = await writeCertificates(paths, reader, issued)
    if (whole) await rewriteIndex(paths, reader, changes.auditSeq)
    else if (lines !== '') await appendDurably(paths.index, lines)
    if (changes.auditSeq > state.auditSeq || whole) {
      const { auditSeq, auditHash = state.auditHash } = changes
      const next: ProjectionState = { auditSeq, auditHash, indexBytes: sizeOf(paths.index) }
      writeFileDurably(paths.projectionState, `${JSON.stringify(next)}\n`, 0o600)
    }
    return issued.length
  })
}

/**
 * Writes a CRL to `crl/crl.pem`, or the newer one that the ledger has by now: the file's number never
 * falls, whoever else publishes at the same time, and is never below that of the CRL given, even where
 * whoever made the newer one dies before publishing it.
 */
export async function publishCrl(
  paths: HomePaths,
  { reader }: { readonly reader: LedgerReader },
  issuer: Certificate,
  crl: { readonly number: number; readonly der: Uint8Array },
): Promise<void> {
  await withExclusiveLock(paths.projectionLock, async () => {
    const issuerKeyId = issuerKeyIdOf(issuer)
    const newest = await reader.crls.highestSignedNumber(issuerKeyId)
    const latest = newest > crl.number ? await reader.crls.latest(issuerKeyId) : undefined
    writeFileDurably(paths.crl, encodePemFile('X509 CRL', (latest ?? crl).der), 0o644)
  })
}

interface Changes {
  readonly auditSeq: number
  /** Absent when nothing happened since. */
  readonly auditHash: string | undefined
  readonly issued: readonly SerialNumber[]
  readonly revoked: boolean
}

async function changesSince(reader: LedgerReader, after: number): Promise<Changes> {
  let [auditSeq, revoked] = [after, false]
  let auditHash: string | undefined
  const issued: SerialNumber[] = []
  for (;;) {
    const page = await reader.audit.list(auditSeq, PAGE)
    for (const { seq, hash, action, details } of page) {
      auditSeq = seq
      auditHash = hash
      if (action === 'certificate_revoked' || action === 'certificate_released') revoked = true
      if (action === 'certificate_issued') issued.push(JSON.parse(details).serial)
    }
    if (page.length < PAGE) return { auditSeq, auditHash, issued, revoked }
  }
}

async function recordsOf(
  reader: LedgerReader,
  serials: readonly SerialNumber[],
): Promise<CertificateRecord[]> {
  const records: CertificateRecord[] = []
  for (const serial of serials) {
    const record = await reader.certificates.find(serial)
    if (record !== undefined) records.push(record)
  }
  return records
}

async function allCertificates(reader: LedgerReader): Promise<CertificateRecord[]> {
  const all: CertificateRecord[] = []
  for (;;) {
    const page = await reader.certificates.list(all.at(-1)?.serial, PAGE)
    all.push(...page)
    if (page.length < PAGE) return all
  }
}

/** Writes `newcerts/<SERIAL>.pem` for each, and returns their lines for `index.txt`. */
async function writeCertificates(
  paths: HomePaths,
  reader: LedgerReader,
  records: readonly CertificateRecord[],
): Promise<string> {
  let lines = ''
  makeFolders(paths.newCertificates, 0o755)
  for (let from = 0; from < records.length; from += CONCURRENT_WRITES) {
    const group = records.slice(from, from + CONCURRENT_WRITES)
    const written = group.map(async (record) => {
      const der = await derOf(reader, record)
      await writeSynced(
        join(paths.newCertificates, `${record.serial}.pem`),
        encodePem('CERTIFICATE', der),
      )
      return indexLine(record, parseCertificate(der).subject)
    })
    lines += (await Promise.all(written)).join('')
  }
  if (records.length > 0) syncFolder(paths.newCertificates)
  return lines
}

/** Writes the index of what was issued up to an audit event; later ones are yet to be appended. */
async function rewriteIndex(
  paths: HomePaths,
  reader: LedgerReader,
  auditSeq: number,
): Promise<void> {
  const lines: string[] = []
  const all = await allCertificates(reader)
  const later = new Set((await changesSince(reader, auditSeq)).issued)
  for (const record of all.filter(({ serial }) => !later.has(serial))) {
    lines.push(indexLine(record, parseCertificate(await derOf(reader, record)).subject))
  }
  writeFileDurably(paths.index, lines.join(''), 0o644)
}

async function derOf(reader: LedgerReader, { serial }: CertificateRecord): Promise<Uint8Array> {
  const der = await reader.issuances.der(serial)
  if (der === undefined) throw new TypeError(`the ledger has no bytes for ${serial}`)
  return der
}

async function writeSynced(path: string, contents: string): Promise<void> {
  await using file = await open(path, 'w', 0o644)
  await file.chmod(0o644)
  await file.writeFile(contents)
  await file.sync()
}

async function appendDurably(path: string, contents: string): Promise<void> {
  await using file = await open(path, 'a')
  await file.writeFile(contents)
  await file.sync()
}

/** How far it had come, unless that was with another ledger: an older copy was put back in its place. */
async function stateOf(paths: HomePaths, { audit }: LedgerReader): Promise<ProjectionState> {
  const state = readState(paths)
  const [last] = await audit.list(state.auditSeq - 1, 1)
  return last?.seq === state.auditSeq && last.hash === state.auditHash ? state : NOTHING
}

function readState(paths: HomePaths): ProjectionState {
  try {
    return JSON.parse(readFileSync(paths.projectionState, 'utf8'))
  } catch {
    // Missing or cut off: the whole index is written again, which is all that is lost.
    return NOTHING
  }
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? -2
}
