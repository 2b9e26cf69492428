import { spawnSync } from 'node:child_process'
import { DatabaseSync } from 'node:sqlite'
import { MockCa, type MockCertificate, opensslAvailable, TemporaryFolder } from '@zcert/testkit'
import { certificateFingerprint, encodePem } from '@zcert/x509'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Ledger, openLedger } from './ledger.ts'
import { at } from './test-ledger.fixture.ts'

// The guide's own statements, letter by letter.
const INSERT = `INSERT INTO certificates (
    device_id,
    cert_serial,
    cert_subject,
    cert_issuer,
    issued_at,
    expires_at,
    status,
    cert_fingerprint
) VALUES (
    '\${DEVICE_ID}',
    '$(openssl x509 -in device_\${DEVICE_ID}.crt -noout -serial | cut -d= -f2)',
    '$(openssl x509 -in device_\${DEVICE_ID}.crt -noout -subject)',
    '$(openssl x509 -in device_\${DEVICE_ID}.crt -noout -issuer)',
    $(date +%s),
    $(openssl x509 -in device_\${DEVICE_ID}.crt -noout -enddate | cut -d= -f2 | xargs -I {} date -d {} +%s),
    'active',
    '$(openssl x509 -in device_\${DEVICE_ID}.crt -noout -fingerprint -sha256 | cut -d= -f2 | tr -d :)'
);`

const MARK_EXPIRED = `-- Mark old certificate as expired
UPDATE certificates 
SET status = 'expired' 
WHERE device_id = '\${DEVICE_ID}' AND status = 'active';`

const MARK_REVOKED = `UPDATE certificates 
SET status = 'revoked', 
    revoked_at = $(date +%s),
    revocation_reason = 'keyCompromise'
WHERE device_id = '\${DEVICE_ID}';`

const ca = MockCa.create()

let folder: TemporaryFolder
let ledger: Ledger

beforeEach(async () => {
  folder = new TemporaryFolder()
  ledger = await openLedger(folder.at('device.db'), { mode: 'create-if-missing' })
})
afterEach(async () => {
  await ledger[Symbol.asyncDispose]()
  folder[Symbol.dispose]()
})

/** Lets the shell put in the values, as an operator with the guide in hand does, and runs the rest. */
function runGuide(statement: string, deviceId = 'ZM-001'): void {
  const shell = spawnSync('bash', ['-euo', 'pipefail', '-c', `cat <<EOF\n${statement}\nEOF`], {
    cwd: folder.path,
    env: { ...process.env, DEVICE_ID: deviceId },
    encoding: 'utf8',
  })
  expect([shell.status, shell.stderr]).toEqual([0, ''])
  const database = new DatabaseSync(folder.at('device.db'))
  database.exec(shell.stdout)
  database.close()
}

function installed(deviceId = 'ZM-001'): MockCertificate {
  const issued = ca.issue({ deviceId })
  folder.write(`device_${deviceId}.crt`, encodePem('CERTIFICATE', issued.certificate.der))
  return issued
}

describe.skipIf(!opensslAvailable())(
  "the guide's statements",
  { meta: { skipReason: 'there is no openssl 3' } },
  () => {
    test('its INSERT runs as it is, and the ledger reads the row', async () => {
      const { certificate } = installed()
      const before = Math.floor(Date.now() / 1000)
      runGuide(INSERT)
      const after = Math.floor(Date.now() / 1000)
      const fingerprint = certificateFingerprint(certificate.der)
      const { certificates } = ledger.reader
      const record = await certificates.find(certificate.serialNumber, fingerprint)
      expect(record).toMatchObject({
        deviceId: 'ZM-001',
        serial: certificate.serialNumber,
        // The text of `openssl x509 -subject`, kept and given back as it is.
        subject: expect.stringMatching(
          /^subject=C ?= ?US, ST ?= ?State, L ?= ?City, O ?= ?Hospital, OU ?= ?Medical-Devices, CN ?= ?Z-Monitor-ZM-001$/,
        ),
        issuer: expect.stringMatching(/^issuer=C ?= ?US, .*CN ?= ?Z-Monitor-CA$/),
        expiresAt: certificate.notAfter,
        status: 'active',
        fingerprint,
      })
      expect(record?.issuedAt).toBeGreaterThanOrEqual(before)
      expect(record?.issuedAt).toBeLessThanOrEqual(after)
      expect(record?.lastValidatedAt).toBeUndefined()
      expect(record?.revokedAt).toBeUndefined()
      const [row] = rows()
      expect(row?.['created_at']).toBeGreaterThanOrEqual(before)
      expect(row?.['created_at']).toBeLessThanOrEqual(after)
    })

    test('the same INSERT again is refused: one row a certificate', () => {
      installed()
      runGuide(INSERT)
      expect(() => runGuide(INSERT)).toThrow(/UNIQUE constraint failed/)
      expect(rows()).toHaveLength(1)
    })

    test('its renewal marks the old certificate expired and registers the new one', async () => {
      const old = installed().certificate
      installed('ZM-002')
      runGuide(INSERT)
      runGuide(INSERT, 'ZM-002')
      const renewed = installed().certificate
      runGuide(`${MARK_EXPIRED}\n\n-- Register new certificate\n${INSERT}`)
      const { certificates } = ledger.reader
      expect((await certificates.find(old.serialNumber))?.status).toBe('expired')
      expect((await certificates.find(renewed.serialNumber))?.status).toBe('active')
      const others = await certificates.ofDevice('ZM-002')
      expect(others.map(({ status }) => status)).toEqual(['active'])
    })

    test('its revocation marks every certificate of the device, with time and reason', async () => {
      const { certificate } = installed()
      installed('ZM-002')
      runGuide(INSERT)
      runGuide(INSERT, 'ZM-002')
      const before = Math.floor(Date.now() / 1000)
      runGuide(MARK_REVOKED)
      const { certificates } = ledger.reader
      const record = await certificates.find(certificate.serialNumber)
      expect(record).toMatchObject({ status: 'revoked', revocationReason: 'keyCompromise' })
      expect(record?.revokedAt).toBeGreaterThanOrEqual(before)
      expect(await certificates.revoked(at(-1_000_000_000))).toEqual({
        count: 1,
        text: `${certificate.serialNumber} ${record?.revokedAt} keyCompromise`,
      })
      expect((await certificates.ofDevice('ZM-002')).map(({ status }) => status)).toEqual([
        'active',
      ])
    })

    test('the ledger goes on with a row of the guide as with its own', async () => {
      const { certificate } = installed()
      runGuide(INSERT)
      const record = await ledger.reader.certificates.find(certificate.serialNumber)
      if (record === undefined) throw new Error('the row is not there')
      await ledger.transact(async (tx) => {
        await tx.certificates.setValidated(record, at(5))
        await tx.certificates.revoke(record, at(6), 'superseded')
      })
      expect(await ledger.reader.certificates.find(certificate.serialNumber)).toEqual({
        ...record,
        status: 'revoked',
        lastValidatedAt: at(5),
        revokedAt: at(6),
        revocationReason: 'superseded',
      })
    })
  },
)

function rows() {
  const database = new DatabaseSync(folder.at('device.db'), { readOnly: true })
  const found = database.prepare('SELECT * FROM certificates').all()
  database.close()
  return found
}
