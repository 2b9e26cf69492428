import { randomBytes } from 'node:crypto'
import { DatabaseSync } from 'node:sqlite'
import { type Ledger, openLedger } from '@zcert/ledger'
import { FakeClock, MockCa, TemporaryFolder, testKeyPair } from '@zcert/testkit'
import { CodedError, type DeviceId, issuerKeyIdOf, type SerialNumber, Z_MONITOR } from '@zcert/x509'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type AuthorityContext, authorityContext } from '../authority-context.ts'
import { addDevice } from '../device/add-device.ts'
import { issueCertificate } from '../issue/issue-certificate.ts'
import { revokeCertificates } from '../revoke/revoke-certificates.ts'
import { keyObjectSigner } from '../signer/key-object-signer.ts'
import { verifyAudit } from './verify-audit.ts'

const ACTOR = { user: 'tester' }
const ca = MockCa.create()

let folder: TemporaryFolder
let ledger: Ledger
let context: AuthorityContext
/** Serial numbers in the order of their issue; the second is revoked. */
let serials: SerialNumber[]

beforeEach(async () => {
  folder = new TemporaryFolder()
  ledger = await openLedger(folder.at('ledger.db'), { mode: 'create' })
  const { now } = new FakeClock()
  const signer = keyObjectSigner(ca.keys.privateKey)
  context = authorityContext({ ledger, signer, certificate: ca.certificate, now, randomBytes })
  const keyId = issuerKeyIdOf(ca.certificate)
  await ledger.transact((tx) => tx.crls.addIssuer(keyId, ca.certificate.der, now()))
  serials = []
  for (let n = 0; n < 4; n++) serials.push(await issue(`ZM-${n}`))
  await revokeCertificates(context, { serial: serialAt(1) }, 'keyCompromise', ACTOR)
})
afterEach(async () => {
  await ledger[Symbol.asyncDispose]()
  folder[Symbol.dispose]()
})

async function issue(deviceId: string): Promise<SerialNumber> {
  await addDevice(context, { deviceId, deviceType: 'Z-Monitor' }, ACTOR)
  const identity = { kind: 'device', deviceId: deviceId as DeviceId } as const
  const order = { identity, profile: Z_MONITOR, publicKey: testKeyPair().publicKey }
  return (await issueCertificate(context, order, ACTOR)).record.serial
}

function serialAt(n: number): SerialNumber {
  return serials[n] as SerialNumber
}

/** Does to the file what no trigger allows. */
function tamper(statement: string, ...parameters: (string | number)[]): void {
  const attacker = new DatabaseSync(folder.at('ledger.db'))
  for (const name of ['no_update', 'no_delete', 'in_order']) {
    attacker.exec(`DROP TRIGGER IF EXISTS audit_events_${name}`)
  }
  attacker.prepare(statement).run(...parameters)
  attacker.close()
}

async function verdict(): Promise<string> {
  try {
    const { events, certificates } = await verifyAudit(ledger)
    return `${events} events, ${certificates} certificates`
  } catch (error) {
    if (error instanceof CodedError) return `${error.code}: ${error.message}`
    throw error
  }
}

describe('verifyAudit()', () => {
  test('accounts for every event and certificate of an honest ledger', async () => {
    expect(await verdict()).toBe('9 events, 4 certificates')
    const { head } = await verifyAudit(ledger)
    expect(head).toBe((await ledger.reader.audit.head()).hash)
  })

  test('takes an empty ledger for honest', async () => {
    await using empty = await openLedger(folder.at('empty.db'), { mode: 'create' })
    expect(await verifyAudit(empty)).toMatchObject({ events: 0, certificates: 0 })
  })

  test('finds a tail cut off behind the last certificate by its revocation', async () => {
    tamper('DELETE FROM audit_events WHERE seq > 8')
    expect(await verdict()).toBe(
      `inventory_mismatch: the certificate ${serialAt(1)} is revoked, and no audit event tells of it`,
    )
  })

  test.each([7, 6, 4, 2, 1, 0])(
    'finds a tail cut off behind event %i by the inventory',
    async (seq) => {
      tamper('DELETE FROM audit_events WHERE seq > ?', seq)
      expect(await verdict()).toMatch(
        /^inventory_mismatch: the certificate \w+ is .*, and no audit event tells of it/,
      )
    },
  )

  test('still finds a cut tail when the log went on afterwards', async () => {
    tamper('DELETE FROM audit_events WHERE seq > 7')
    await issue('ZM-LATER')
    expect(await verdict()).toMatch(/^inventory_mismatch/)
  })

  test('finds a certificate that was taken from the inventory', async () => {
    tamper('DELETE FROM certificates WHERE cert_serial = ?', serialAt(2))
    expect(await verdict()).toBe(
      `inventory_mismatch: the certificate ${serialAt(2)} was issued, and the inventory has lost it`,
    )
  })

  test('finds a certificate that was put into the inventory', async () => {
    tamper(
      `INSERT INTO certificates SELECT device_id, '7F00', cert_subject, cert_issuer, issued_at, expires_at,
         status, cert_fingerprint, NULL, NULL, NULL, created_at FROM certificates WHERE cert_serial = ?`,
      serialAt(0),
    )
    expect(await verdict()).toMatch(/^inventory_mismatch: the certificate 7F00 is in the inventory/)
  })

  test.each(['active', 'pending_activation', 'expired'])(
    'finds a revocation that was undone in the inventory: %s',
    async (status) => {
      tamper('UPDATE certificates SET status = ? WHERE cert_serial = ?', status, serialAt(1))
      expect(await verdict()).toBe(
        `inventory_mismatch: the certificate ${serialAt(1)} was revoked, and the inventory has forgotten it`,
      )
    },
  )

  test('finds a revocation that nobody recorded', async () => {
    tamper("UPDATE certificates SET status = 'revoked' WHERE cert_serial = ?", serialAt(3))
    expect(await verdict()).toMatch(/^inventory_mismatch: .* is revoked, and no audit event/)
  })

  test('reports an edited event as a broken chain', async () => {
    tamper("UPDATE audit_events SET user_name = 'somebody' WHERE seq = 3")
    expect(await verdict()).toBe('audit_chain_broken: audit event 3 was changed')
  })

  test('changes nothing: what it found it finds again', async () => {
    tamper('DELETE FROM audit_events WHERE seq > 8')
    const first = await verdict()
    expect(await verdict()).toBe(first)
  })
})
