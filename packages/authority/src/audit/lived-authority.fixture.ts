import { DatabaseSync, type SQLInputValue } from 'node:sqlite'
import type { CertificateRecord } from '@zcert/ledger'
import { CodedError, days, seconds } from '@zcert/x509'
import { issueCrl } from '../crl/issue-crl.ts'
import { retireDevice, suspendDevice } from '../device/change-device-status.ts'
import { activateCertificate } from '../issue/activate-certificate.ts'
import { revokeCertificates } from '../revoke/revoke-certificates.ts'
import { ACTOR, TestAuthority } from '../test-authority.fixture.ts'
import { verifyAudit } from './verify-audit.ts'

/** A CA that lived: five devices, three certificates, two CRLs; and the hands of an attacker on its file. */
export class LivedAuthority implements AsyncDisposable {
  readonly authority: TestAuthority
  /** Of ZM-001, and the one that took its place. */
  readonly replaced: CertificateRecord
  readonly active: CertificateRecord
  /** Of ZM-002. ZM-003 is suspended, ZM-004 retired, ZM-005 registered. */
  readonly revoked: CertificateRecord

  private constructor(
    authority: TestAuthority,
    replaced: CertificateRecord,
    active: CertificateRecord,
    revoked: CertificateRecord,
  ) {
    this.authority = authority
    this.replaced = replaced
    this.active = active
    this.revoked = revoked
  }

  static async create(): Promise<LivedAuthority> {
    const authority = await TestAuthority.create()
    const { context, clock } = authority
    await authority.register('ZM-001', 'ZM-002', 'ZM-003', 'ZM-004', 'ZM-005')
    clock.advance(days(10))
    const replaced = await authority.issue('ZM-001')
    await issueCrl(context, ACTOR)
    clock.advance(seconds(100))
    const active = await authority.issue('ZM-001')
    await activateCertificate(context, active.serial, ACTOR)
    const revoked = await authority.issue('ZM-002')
    await revokeCertificates(context, { serial: revoked.serial }, 'keyCompromise', ACTOR)
    await suspendDevice(context, 'ZM-003', ACTOR)
    await retireDevice(context, 'ZM-004', ACTOR)
    clock.advance(seconds(100))
    await issueCrl(context, ACTOR)
    return new LivedAuthority(authority, replaced, active, revoked)
  }

  /** Does to the file what no trigger and no constraint allows. @returns how many rows it changed */
  tamper(statement: string, ...parameters: SQLInputValue[]): number {
    const attacker = new DatabaseSync(this.authority.folder.at('ledger.db'))
    for (const name of ['no_update', 'no_delete', 'in_order'])
      attacker.exec(`DROP TRIGGER IF EXISTS audit_events_${name}`)
    attacker.exec('PRAGMA ignore_check_constraints = ON')
    const { changes } = attacker.prepare(statement).run(...parameters)
    attacker.close()
    return Number(changes)
  }

  /** What the verification finds, if anything. */
  async finding(): Promise<CodedError | undefined> {
    try {
      await verifyAudit(this.authority.ledger)
      return undefined
    } catch (error) {
      if (error instanceof CodedError) return error
      throw error
    }
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.authority[Symbol.asyncDispose]()
  }
}
