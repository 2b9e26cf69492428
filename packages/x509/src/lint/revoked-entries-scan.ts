import { MAX_CRL_BYTES } from '../crl/certificate-list.ts'
import { revocationReasonOf } from '../crl/revocation-reason.ts'
import { DerReader } from '../der/der-reader.ts'
import { readTime } from '../der/der-time.ts'
import { TAG } from '../der/tags.ts'
import { X509Error } from '../errors.ts'
import { readExtensions } from '../extensions/extension.ts'
import type { Instant } from '../instant.ts'
import { EXTENSION } from '../oids.ts'
import { type EntryView, isPlainEntry } from './plain-entry.ts'
import { isWrongTimeForm } from './time-form.ts'

/** What can be wrong with an entry of a CRL. */
type EntryFault =
  | 'unreadable'
  | 'not ascending'
  | 'after thisUpdate'
  | 'wrong time form'
  | 'foreign extension'
  | 'unknown reason'
  | 'unspecified spelled out'
  | 'removeFromCRL'

/** For each fault the first entry that has it, in words: its place in the list and its serial number. */
export type EntryFaults = ReadonlyMap<EntryFault, string>

/**
 * Looks through the entries of a CRL once, without an object for each: a hundred thousand take some
 * ten milliseconds. It ends at the first entry that cannot be read.
 */
export function scanRevokedEntries(entries: Buffer, thisUpdate: Instant): EntryFaults {
  const faults = new Map<EntryFault, string>()
  const view: EntryView = {
    end: 0,
    serialFrom: 0,
    serialTo: 0,
    revokedAt: thisUpdate,
    reason: -1,
    hasWrongTimeForm: false,
    hasForeignExtension: false,
  }
  let previousFrom = 0
  let previousTo = 0
  for (let number = 1; view.end < entries.length; number++) {
    try {
      if (!isPlainEntry(entries, view.end, view)) readEntry(entries, view.end, view)
    } catch (error) {
      if (!(error instanceof X509Error)) throw error
      faults.set('unreadable', `entry ${number}: ${error.message}`)
      break
    }
    const { serialFrom, serialTo } = view
    const isAfter = compareSerials(entries, serialFrom, serialTo, previousFrom, previousTo) > 0
    if (!isAfter || isFaulty(view, thisUpdate)) {
      const place = `entry ${number}, serial number ${entries.toString('hex', serialFrom, serialTo)}`
      for (const fault of faultsOf(view, thisUpdate, isAfter)) {
        if (!faults.has(fault)) faults.set(fault, place)
      }
    }
    previousFrom = serialFrom
    previousTo = serialTo
  }
  return faults
}

/**
 * By length, then octet for octet: for positive numbers the order of their values. Negative ones of
 * imported certificates stand by their octets, so that they too are never doubled.
 */
function compareSerials(
  bytes: Buffer,
  from: number,
  to: number,
  otherFrom: number,
  otherTo: number,
): number {
  const difference = to - from - (otherTo - otherFrom)
  if (difference !== 0) return difference
  for (let at = from, other = otherFrom; at < to; at++, other++) {
    const step = (bytes[at] as number) - (bytes[other] as number)
    if (step !== 0) return step
  }
  return 0
}

/** Reasons 1 to 6, 9 and 10: all that a complete CRL may name. */
const ALLOWED_REASONS = 0b110_0111_1110

function isFaulty(view: EntryView, thisUpdate: Instant): boolean {
  const hasReason = view.reason !== -1
  return (
    view.revokedAt > thisUpdate ||
    view.hasWrongTimeForm ||
    view.hasForeignExtension ||
    (hasReason && (view.reason > 10 || ((ALLOWED_REASONS >> view.reason) & 1) === 0))
  )
}

function* faultsOf(view: EntryView, thisUpdate: Instant, isAfter: boolean): Generator<EntryFault> {
  if (!isAfter) yield 'not ascending'
  if (view.revokedAt > thisUpdate) yield 'after thisUpdate'
  if (view.hasWrongTimeForm) yield 'wrong time form'
  if (view.hasForeignExtension) yield 'foreign extension'
  if (view.reason === -1) return
  const word = revocationReasonOf(view.reason)
  if (word === undefined) yield 'unknown reason'
  if (word === 'unspecified') yield 'unspecified spelled out'
  if (word === 'removeFromCRL') yield 'removeFromCRL'
}

/** Fills `view` from an entry of any form. */
function readEntry(bytes: Buffer, from: number, view: EntryView): void {
  const list = DerReader.over(bytes.subarray(from), MAX_CRL_BYTES)
  const entry = list.element(TAG.SEQUENCE)
  const fields = DerReader.over(entry, MAX_CRL_BYTES).enter()
  const serial = fields.integer()
  const timeTag = fields.peekTag()
  view.end = from + entry.length
  view.serialFrom = serial.byteOffset - bytes.byteOffset
  view.serialTo = view.serialFrom + serial.length
  view.revokedAt = readTime(fields)
  view.hasWrongTimeForm = isWrongTimeForm(view.revokedAt, timeTag)
  view.reason = -1
  view.hasForeignExtension = false
  if (!fields.done) readEntryExtensions(fields.enter(), view)
  fields.finish()
}

function readEntryExtensions(list: DerReader, view: EntryView): void {
  if (list.done) throw new X509Error('der_malformed', 'the list of extensions is empty')
  for (const { oid, critical, value } of readExtensions(list)) {
    view.hasForeignExtension ||= critical || oid !== EXTENSION.reasonCode
    if (oid !== EXTENSION.reasonCode) continue
    const reader = DerReader.over(value)
    view.reason = reader.smallInteger(TAG.ENUMERATED)
    reader.finish()
  }
}
