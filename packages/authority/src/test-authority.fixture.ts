import { randomBytes } from 'node:crypto'
import {
  type AuditEvent,
  type BegunIssuance,
  type CertificateRecord,
  type DeviceRecord,
  type Ledger,
  openLedger,
} from '@zcert/ledger'
import { FakeClock, MockCa, TemporaryFolder, type TestKeyPair, testKeyPair } from '@zcert/testkit'
import { CodedError, type DeviceId, issuerKeyIdOf, plus, seconds, Z_MONITOR } from '@zcert/x509'
import {
  type AuthorityContext,
  type AuthorityParts,
  authorityContext,
} from './authority-context.ts'
import { addDevice } from './device/add-device.ts'
import { issueCertificate } from './issue/issue-certificate.ts'
import type { CertificateOrder } from './issue/prepare-certificate.ts'
import { keyObjectSigner } from './signer/key-object-signer.ts'

/** Who acts in these tests. */
export const ACTOR = { user: 'tester', sourceAddress: '192.0.2.7' }

/** A CA that ends ten years after the start of the fake clock. */
export const TEST_CA = MockCa.create()

/** What a ledger holds. */
export interface Holdings {
  readonly certificates: readonly CertificateRecord[]
  readonly devices: readonly DeviceRecord[]
  readonly openIntents: readonly BegunIssuance[]
}

/** A CA with a fresh ledger and a clock that stands still. */
export class TestAuthority implements AsyncDisposable {
  readonly folder: TemporaryFolder
  readonly ledger: Ledger
  readonly clock: FakeClock
  readonly context: AuthorityContext

  private constructor(
    folder: TemporaryFolder,
    ledger: Ledger,
    clock: FakeClock,
    context: AuthorityContext,
  ) {
    this.folder = folder
    this.ledger = ledger
    this.clock = clock
    this.context = context
  }

  /** @param parts what differs from a CA with the test's key, clock and real random octets */
  static async create(parts: Partial<AuthorityParts> = {}): Promise<TestAuthority> {
    const folder = new TemporaryFolder()
    const clock = new FakeClock()
    const nowMs = () => clock.at * 1000
    const ledger = await openLedger(folder.at('ledger.db'), { mode: 'create', nowMs })
    const context = authorityContext({
      ledger,
      signer: keyObjectSigner(TEST_CA.keys.privateKey),
      certificate: TEST_CA.certificate,
      now: clock.now,
      randomBytes,
      ...parts,
    })
    const { certificate } = context
    const keyId = issuerKeyIdOf(certificate)
    await ledger.transact((tx) => tx.crls.addIssuer(keyId, certificate.der, clock.at))
    return new TestAuthority(folder, ledger, clock, context)
  }

  /** Registers devices. */
  async register(...deviceIds: readonly string[]): Promise<void> {
    for (const deviceId of deviceIds) {
      await addDevice(this.context, { deviceId, deviceType: 'Z-Monitor' }, ACTOR)
    }
  }

  /** Issues a certificate to a registered device. */
  async issue(deviceId: string, keys?: TestKeyPair): Promise<CertificateRecord> {
    return (await issueCertificate(this.context, orderFor(deviceId, keys), ACTOR)).record
  }

  /** All events of one action, oldest first, or all there are. */
  async events(action?: string): Promise<AuditEvent[]> {
    const all = await this.ledger.reader.audit.list()
    return action === undefined ? all : all.filter((event) => event.action === action)
  }

  /** Everything that the ledger says of certificates, intents and devices; audit events apart. */
  async holdings(): Promise<Holdings> {
    const { certificates, devices, issuances } = this.ledger.reader
    return {
      certificates: await certificates.list(),
      devices: await devices.list(),
      openIntents: await issuances.open(plus(this.clock.at, seconds(1))),
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.ledger[Symbol.asyncDispose]()
    this.folder[Symbol.dispose]()
  }
}

/** The order of a device's certificate, for a fresh key unless one is given. */
export function orderFor(deviceId: string, keys = testKeyPair()): CertificateOrder {
  const identity = { kind: 'device', deviceId: deviceId as DeviceId } as const
  return { identity, profile: Z_MONITOR, publicKey: keys.publicKey }
}

/** What an event says beside who and when. */
export function detailsOf(event: AuditEvent | undefined): Record<string, unknown> {
  return JSON.parse(event?.details ?? '{}') as Record<string, unknown>
}

/** The code with which something is refused, or `passes`; any other failure goes through. */
export async function verdictOf(action: () => unknown): Promise<string> {
  try {
    await action()
    return 'passes'
  } catch (error) {
    if (error instanceof CodedError) return error.code
    throw error
  }
}
