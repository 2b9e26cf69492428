import { DatabaseSync } from 'node:sqlite'
import { TemporaryFolder } from '@zcert/testkit'
import type { Instant, SerialNumber } from '@zcert/x509'
import type { NewCertificate } from './certificates.ts'
import { LedgerError } from './errors.ts'
import { type Ledger, openLedger } from './ledger.ts'

/** The clock of these tests, in Unix seconds; the audit log's shows the same moment. */
const AT = 1_795_000_000 as Instant

/** A moment so many seconds after the start. */
export function at(seconds: number): Instant {
  return (AT + seconds) as Instant
}

/** A fresh ledger in a folder of its own. */
export class TestLedger implements AsyncDisposable {
  readonly folder: TemporaryFolder
  readonly ledger: Ledger

  private constructor(folder: TemporaryFolder, ledger: Ledger) {
    this.folder = folder
    this.ledger = ledger
  }

  static async create(): Promise<TestLedger> {
    const folder = new TemporaryFolder()
    const options = { mode: 'create', nowMs: () => AT * 1000 } as const
    return new TestLedger(folder, await openLedger(folder.at('ledger.db'), options))
  }

  get path(): string {
    return this.folder.at('ledger.db')
  }

  /** The same file as anybody with SQLite sees it, an attacker among them. */
  direct(): DatabaseSync {
    return new DatabaseSync(this.path)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.ledger[Symbol.asyncDispose]()
    this.folder[Symbol.dispose]()
  }
}

/** The code of the ledger's refusal; any other failure goes through. */
export async function codeOf(action: Promise<unknown>): Promise<string | undefined> {
  try {
    await action
    return undefined
  } catch (error) {
    if (error instanceof LedgerError) return error.code
    throw error
  }
}

/** A serial number that ends in `n`. */
export function serialNumber(n: number): SerialNumber {
  return `4A${n.toString(16).toUpperCase().padStart(6, '0')}` as SerialNumber
}

/** A certificate of `deviceId` to be recorded. */
export function newCertificate(
  n: number,
  fields: Partial<NewCertificate> = {},
): NewCertificate & { readonly serial: SerialNumber } {
  return {
    deviceId: 'ZM-001',
    serial: serialNumber(n),
    subject: 'CN=Z-Monitor-ZM-001,O=Hospital,C=US',
    issuer: 'CN=Z-Monitor-CA,O=Hospital,C=US',
    issuedAt: at(n),
    expiresAt: at(1000 + n),
    status: 'active',
    fingerprint: n.toString(16).toUpperCase().padStart(64, '0'),
    ...fields,
  }
}
