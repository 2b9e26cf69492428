import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { folderSnapshot, MockCa, oddDevice, testKeyPair } from '@zcert/testkit'
import { type Certificate, type DeviceId, encodePrivateKey, plus, seconds } from '@zcert/x509'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { AT, ca, codeOf, TestDevice } from '../device.fixture.ts'
import type { Installation } from './installation.ts'

let device: TestDevice

beforeEach(() => {
  device = new TestDevice()
})

afterEach(() => device[Symbol.dispose]())

const listing = (...certificates: readonly Certificate[]) => ({
  revoked: certificates.map(({ serialNumber }) => ({
    serialNumber,
    revocationDate: AT,
    reason: 'keyCompromise' as const,
  })),
})

describe('installCertificate() refuses', () => {
  const other = MockCa.create()
  const early = plus(AT, seconds(1))

  interface Refusal {
    readonly code: string
    readonly reason?: string
    readonly certificate?: (mine: Certificate) => Certificate
    readonly changes?: (mine: Certificate) => Partial<Installation>
  }

  const mine = ({ publicKey }: Certificate) => ({ publicKey, privateKey: testKeyPair().privateKey })
  const acceptable = 'certificate_not_acceptable'

  const REFUSALS: Readonly<Record<string, Refusal>> = {
    'a certificate of another CA': {
      code: acceptable,
      reason: 'issuer_unknown',
      certificate: (one) => other.issue({ keys: mine(one) }).certificate,
    },
    'a tampered certificate': {
      code: acceptable,
      reason: 'signature_invalid',
      certificate: (one) => oddDevice(ca, 'tampered', { keys: mine(one) }).certificate,
    },
    'a certificate of another device': {
      code: acceptable,
      reason: 'device_id_mismatch',
      certificate: (one) => ca.issue({ keys: mine(one), deviceId: 'ZM-002' }).certificate,
    },
    'a certificate without a device ID': {
      code: acceptable,
      reason: 'device_identity_missing',
      certificate: (one) => oddDevice(ca, 'identity-missing', { keys: mine(one) }).certificate,
    },
    "a server's certificate": {
      code: acceptable,
      reason: 'purpose_forbidden',
      certificate: (one) => oddDevice(ca, 'server-auth-only', { keys: mine(one) }).certificate,
    },
    'an expired certificate': {
      code: acceptable,
      reason: 'certificate_expired',
      changes: ({ notAfter }) => ({ at: plus(notAfter, seconds(1)) }),
    },
    'a certificate that is not valid yet': {
      code: acceptable,
      reason: 'not_yet_valid',
      certificate: (one) => ca.issue({ keys: mine(one), notBefore: early }).certificate,
    },
    'a revoked certificate': {
      code: acceptable,
      reason: 'certificate_revoked',
      changes: (one) => ({ crls: [ca.crl(listing(one))] }),
    },
    'a CRL that another key signed': {
      code: acceptable,
      reason: 'crl_unusable',
      changes: () => ({ crls: [ca.crl({ signingKeys: other.keys })] }),
    },
    'a CRL of a CA with another name': {
      code: acceptable,
      reason: 'crl_missing',
      changes: () => ({ crls: [ca.subordinate().crl()] }),
    },
    'a CRL of the future': {
      code: acceptable,
      reason: 'crl_unusable',
      changes: () => ({ crls: [ca.crl({ thisUpdate: early })] }),
    },
    'the key of another certificate': {
      code: 'key_mismatch',
      changes: () => {
        const { privateKey } = testKeyPair()
        return { keyFile: device.outside.write('wrong.key', encodePrivateKey(privateKey)) }
      },
    },
    'a key that is not there': {
      code: 'file_missing',
      changes: () => ({ keyFile: device.outside.at('nowhere.key') }),
    },
    'garbage in place of a key': {
      code: 'key_malformed',
      changes: () => ({ keyFile: device.outside.write('bad.key', 'garbage') }),
    },
    'a certificate for a key that was never made here': {
      code: 'key_mismatch',
      certificate: () => ca.issue().certificate,
    },
    'another device in the same folder': {
      code: 'device_id_changed',
      certificate: () => ca.issue({ deviceId: 'ZM-002' }).certificate,
      changes: () => ({ deviceId: 'ZM-002' as DeviceId }),
    },
    'a database that is none': {
      code: 'ledger_unreadable',
      changes: () => {
        writeFileSync(
          device.at('device.db'),
          'this is no database, however long it may be'.repeat(50),
        )
        return {}
      },
    },
  }

  test.each(Object.entries(REFUSALS))('%s; all that is installed stays', async (_, refusal) => {
    const { code, reason, certificate = (one) => one, changes = () => ({}) } = refusal
    await device.provision()
    const waiting = await device.certificate()
    const order = changes(waiting)
    const before = folderSnapshot(device.folder, ['device.db-shm', 'device.db-wal'])
    const refused = device.install(certificate(waiting), order)
    await expect(refused).rejects.toMatchObject({
      code,
      ...(reason ? { details: { reason } } : {}),
    })
    expect(folderSnapshot(device.folder, ['device.db-shm', 'device.db-wal'])).toEqual(before)
    // The twin: the certificate that waits.
    if (code !== 'ledger_unreadable') {
      await device.install(waiting)
      expect(device.certificateAt().der).toEqual(waiting.der)
    }
  })

  test('a folder whose name its settings could not hold, before anything is made', async () => {
    const folder = join(device.outside.path, 'a"\ndeviceId = "ZM-666')
    const { certificate, keys } = ca.issue()
    const keyFile = device.outside.write('some.key', encodePrivateKey(keys.privateKey))
    expect(await codeOf(device.install(certificate, { folder, keyFile }))).toBe(
      'settings_malformed',
    )
    expect(readdirSync(device.outside.path)).toEqual(['some.key'])
  })

  test('and says what is in use only where something is', async () => {
    const expired = ca.issue({ notAfter: plus(AT, seconds(-1)) })
    const keyFile = device.outside.write('a.key', encodePrivateKey(expired.keys.privateKey))
    const refused = () => device.install(expired.certificate, { keyFile })
    await expect(refused()).rejects.toMatchObject({ hint: 'nothing was put in place' })
    await device.provision()
    await expect(refused()).rejects.toMatchObject({ hint: expect.stringContaining('still in use') })
  })

  test('everything in an empty folder, and leaves it as it was', async () => {
    mkdirSync(device.folder, { mode: 0o755 })
    const before = folderSnapshot(device.folder)
    expect(await codeOf(device.install(ca.issue().certificate))).toBe('key_missing')
    expect(folderSnapshot(device.folder)).toEqual(before)
  })
})
