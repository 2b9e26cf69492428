import { mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { folderSnapshot } from '@zcert/testkit'
import { plus, seconds } from '@zcert/x509'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { AT, ca, ID, stepsOf, TestDevice } from '../device.fixture.ts'

let device: TestDevice

beforeEach(() => {
  device = new TestDevice()
})

afterEach(() => device[Symbol.dispose]())

function plainDevice(...ids: readonly string[]): void {
  mkdirSync(device.folder, { mode: 0o700 })
  for (const deviceId of ids) {
    const { certificate, keys } = ca.issue({ deviceId })
    device.copyPlainFiles(certificate, keys, ca.crl(), deviceId)
  }
}

describe('validateInstallation() finds its way', () => {
  test('among plain files without settings: the ID is not configured', async () => {
    plainDevice('ZM-001')
    const report = await device.validate()
    expect(report).toMatchObject({ valid: false, code: 'device_id_mismatch' })
    expect(stepsOf(report)).toContain('device-id: fail device_id_not_configured')
    expect(await device.validate({ deviceId: ID })).toMatchObject({ valid: true })
  })

  test('with an empty ID in the settings: that is no ID', async () => {
    plainDevice('ZM-001')
    device.write('z-monitor.conf', 'deviceId = ""\n')
    expect((await device.validate()).valid).toBe(false)
  })

  test('among the files of two devices, once it is told which', async () => {
    plainDevice('ZM-001', 'ZM-002')
    const report = await device.validate()
    expect(report.code).toBe('file_unreadable')
    expect(report.steps[0]?.evidence).toContain('found 2 of them')
    expect((await device.validate({ deviceId: 'ZM-002' })).valid).toBe(true)
    device.write('z-monitor.conf', 'deviceId = "ZM-001"\n')
    expect((await device.validate()).valid).toBe(true)
    expect((await device.validate({ deviceId: 'ZM-003' })).code).toBe('file_unreadable')
  })

  test('past the names of a pair that waits', async () => {
    plainDevice('ZM-001')
    renameSync(device.at('device_ZM-001.crt'), device.at('device_ZM-001_new.crt'))
    expect((await device.validate()).steps[0]?.evidence).toContain('found 0 of them')
  })

  test('to settings elsewhere, and to the paths in them', async () => {
    plainDevice('ZM-001')
    const settingsFile = device.outside.write(
      'app.conf',
      `deviceId = "ZM-001"\nprivateKeyPath = "${device.outside.at('moved.key')}"\n`,
    )
    expect((await device.validate({ settingsFile })).steps[0]).toMatchObject({
      code: 'file_missing',
    })
    renameSync(device.at('device_ZM-001.key'), device.outside.at('moved.key'))
    expect((await device.validate({ settingsFile })).valid).toBe(true)
  })

  test.each(['../../etc/passwd', '..', 'a/b', 'ZM\0'])(
    'with no file outside for the ID %j',
    async (deviceId) => {
      plainDevice('ZM-001')
      expect((await device.validate({ deviceId })).code).toBe('file_unreadable')
    },
  )

  test('in a folder that is not there, without making one', async () => {
    const before = folderSnapshot(device.outside.path)
    const report = await device.validate()
    expect(report.code).toBe('file_unreadable')
    expect(stepsOf(report).at(-1)).toBe('record: warn ledger_not_found')
    expect(folderSnapshot(device.outside.path)).toEqual(before)
  })

  test('behind a link in place of the certificate that leads to nothing', async () => {
    plainDevice('ZM-001')
    rmSync(device.at('device_ZM-001.crt'))
    symlinkSync('nowhere', device.at('device_ZM-001.crt'))
    expect((await device.validate({ deviceId: ID })).steps[0]).toMatchObject({
      code: 'file_missing',
    })
  })

  test('and refuses when an installed file is not what was installed', async () => {
    await device.provision()
    const sums = device.at('certs.sha256')
    for (const [text, evidence] of [
      [`${'0'.repeat(64)}  ca.crt\n`, 'ca.crt'],
      ['no checksum\n', 'no checksum'],
      [`${'0'.repeat(64)}  ../ca.crt\n`, '../ca.crt'],
    ] as const) {
      writeFileSync(sums, text)
      const report = await device.validate()
      expect(report).toMatchObject({ valid: false, code: 'file_unreadable' })
      expect(report.steps[0]).toMatchObject({
        result: 'fail',
        code: 'checksum_mismatch',
        evidence: expect.stringContaining(evidence),
      })
    }
  })
})

describe('validateInstallation() records', () => {
  test('the moment of every validation, and which certificate is in use', async () => {
    await device.provision()
    await device.validate()
    const later = plus(AT, seconds(3600))
    await device.validate({ at: later })
    expect(await device.rows()).toMatchObject([{ status: 'active', lastValidatedAt: later }])
    const validated = (await device.audit()).filter(
      ({ action }) => action === 'certificate_validated',
    )
    expect(validated).toHaveLength(2)
  })

  test('beside a row that the INSERT of the guide made', async () => {
    const certificate = await device.provision()
    using database = new DatabaseSync(device.at('device.db'))
    database.exec('DELETE FROM certificates')
    await device.validate()
    const [{ fingerprint } = { fingerprint: '' }] = await device.rows()
    database.exec(`UPDATE certificates SET cert_subject = 'subject=C = US', status = 'active'`)
    expect((await device.validate()).valid).toBe(true)
    expect(await device.rows()).toMatchObject([
      { serial: certificate.serialNumber, subject: 'subject=C = US', fingerprint },
    ])
  })

  const DATABASES: readonly (readonly [string, string, () => void])[] = [
    ['is missing', 'ok', () => rmSync(device.at('device.db'))],
    [
      'is garbage',
      'ledger_unreadable',
      () => writeFileSync(device.at('device.db'), 'garbage '.repeat(900)),
    ],
    [
      'is a folder',
      'ledger_unreadable',
      () => {
        rmSync(device.at('device.db'))
        mkdirSync(device.at('device.db'))
      },
    ],
    [
      'belongs to another program',
      'ledger_unreadable',
      () => {
        rmSync(device.at('device.db'))
        using database = new DatabaseSync(device.at('device.db'))
        database.exec('CREATE TABLE certificates (anything TEXT)')
      },
    ],
    [
      'has lost its table',
      'ledger_broken',
      () => {
        using database = new DatabaseSync(device.at('device.db'))
        database.exec('DROP TABLE certificates')
      },
    ],
    [
      'is of a newer version',
      'ledger_newer',
      () => {
        using database = new DatabaseSync(device.at('device.db'))
        database.exec(
          `INSERT INTO schema_migrations (version, name) VALUES (99, 'from the future')`,
        )
      },
    ],
  ]

  test.each(DATABASES)(
    'nothing, and judges all the same, when its database %s',
    async (_, code, damage) => {
      await device.provision()
      const good = stepsOf(await device.validate()).slice(0, 5)
      damage()
      const report = await device.validate()
      expect(report).toMatchObject({ valid: true, code: 'valid' })
      expect(stepsOf(report).slice(0, 5)).toEqual(good)
      expect(report.steps.at(-1)).toMatchObject({
        step: 'record',
        result: code === 'ok' ? 'pass' : 'warn',
        code,
      })
      const late = plus(device.certificateAt().notAfter, seconds(1))
      expect((await device.validate({ at: late })).code).toBe('certificate_expired')
    },
  )
})
