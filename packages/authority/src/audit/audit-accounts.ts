import type { AuditEvent, CertificateStatus, DeviceStatus } from '@zcert/ledger'
import type { Instant } from '@zcert/x509'
import { EventFacts } from './event-facts.ts'
import { mismatch } from './inventory-mismatch.ts'

/** A certificate as the audit log has it after its last event. */
export interface CertificateAccount {
  readonly deviceId: string
  readonly fingerprint: string
  readonly profile: string
  readonly notAfter: Instant
  status: CertificateStatus
  /** Nothing also where the event is of a time when it was not recorded. */
  revokedAt: Instant | undefined
  reason: string | undefined
  /** The certificate that the same device got before. */
  readonly earlier: CertificateAccount | undefined
}

/** A device as the audit log has it; no status for a service, which no registry holds. */
export interface DeviceAccount {
  status: DeviceStatus | undefined
  newest: CertificateAccount | undefined
}

/** A CRL as the audit log has it; what events did not record from the beginning may be missing. */
export interface CrlAccount {
  readonly entries: number
  readonly thisUpdate: Instant | undefined
  readonly nextUpdate: Instant
  readonly fingerprint: string | undefined
}

/**
 * What the tables must hold by the audit log: its events replayed, a few words kept for each
 * certificate, device and CRL.
 */
export class AuditAccounts {
  readonly certificates = new Map<string, CertificateAccount>()
  readonly devices = new Map<string, DeviceAccount>()
  readonly crls = new Map<number, CrlAccount>()

  /** Replays one event; those that change nothing are passed over. */
  readonly replay = (event: AuditEvent): void => {
    const step = REPLAY.get(event.action)
    if (step !== undefined && event.success) step(this, new EventFacts(event))
  }

  /** @throws {AuthorityError} `inventory_mismatch` when the log does not tell of its issue */
  certificate(facts: EventFacts): CertificateAccount {
    const serial = facts.text('serial')
    const account = this.certificates.get(serial)
    if (account !== undefined) return account
    const { seq, action } = facts.event
    throw mismatch(
      { serial },
      `stands in audit event ${seq}, ${action}, and none tells of its issue`,
    )
  }

  device(deviceId: string): DeviceAccount {
    let account = this.devices.get(deviceId)
    if (account === undefined) {
      account = { status: undefined, newest: undefined }
      this.devices.set(deviceId, account)
    }
    return account
  }
}

type Step = (accounts: AuditAccounts, facts: EventFacts) => void

const addDevice: Step = (accounts, facts) => {
  accounts.device(facts.deviceId()).status = 'registered'
}

const moveDevice: Step = (accounts, facts) => {
  accounts.device(facts.deviceId()).status = facts.text('to') as DeviceStatus
}

const REPLAY: ReadonlyMap<string, Step> = new Map<string, Step>([
  ['certificate_issued', issue],
  ['certificate_revoked', revoke],
  ['certificate_released', release],
  ['certificate_activated', activate],
  ['device_added', addDevice],
  ['device_suspended', moveDevice],
  ['device_resumed', moveDevice],
  ['device_retired', moveDevice],
  ['crl_issued', issueCrl],
])

function issue(accounts: AuditAccounts, facts: EventFacts): void {
  const deviceId = facts.deviceId()
  const device = accounts.device(deviceId)
  const status = facts.text('status') as CertificateStatus
  const account: CertificateAccount = {
    deviceId,
    fingerprint: facts.text('fingerprint'),
    profile: facts.text('profile'),
    notAfter: facts.time('notAfter'),
    status,
    revokedAt: undefined,
    reason: undefined,
    earlier: device.newest,
  }
  device.newest = account
  if (status === 'active' && device.status === 'registered') device.status = 'active'
  accounts.certificates.set(facts.text('serial'), account)
}

function revoke(accounts: AuditAccounts, facts: EventFacts): void {
  const account = accounts.certificate(facts)
  account.status = 'revoked'
  account.reason = facts.text('reason')
  account.revokedAt = facts.timeIfRecorded('revokedAt')
}

function release(accounts: AuditAccounts, facts: EventFacts): void {
  const account = accounts.certificate(facts)
  account.status = facts.text('status') as CertificateStatus
  account.reason = undefined
  account.revokedAt = undefined
}

function activate(accounts: AuditAccounts, facts: EventFacts): void {
  const account = accounts.certificate(facts)
  const { newest } = accounts.device(account.deviceId)
  for (let other = newest; other !== undefined; other = other.earlier) {
    if (other.status === 'active') other.status = 'expired'
  }
  account.status = 'active'
}

function issueCrl(accounts: AuditAccounts, facts: EventFacts): void {
  accounts.crls.set(facts.number('number'), {
    entries: facts.number('entries'),
    thisUpdate: facts.timeIfRecorded('thisUpdate'),
    nextUpdate: facts.time('nextUpdate'),
    fingerprint: facts.textIfRecorded('fingerprint'),
  })
}
