import { copyFileSync, existsSync, readFileSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import {
  GuideCa,
  type GuideDevice,
  installByHand,
  openssl,
  opensslAvailable,
  opensslCertificate,
  zcert,
  zcertOk,
} from '@zcert/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

const meta = { skipReason: 'there is no openssl 3' }
const ID = 'ZM-001'

interface Report {
  readonly valid: boolean
  readonly code: string
  readonly steps: readonly { step: string; result: string; code: string | null }[]
}

describe.skipIf(!opensslAvailable())("certificates of the guide's own commands", { meta }, () => {
  let ca: GuideCa
  let pass: string[]
  beforeAll(() => {
    ca = new GuideCa()
    ca.generateCrl()
    pass = ['--key-passphrase-file', ca.keyPassphraseFile]
  })
  afterAll(() => ca[Symbol.dispose]())

  const verify = (file: string, ...words: string[]) =>
    zcert(['cert', 'verify', file, '--ca', ca.certificate, '--json', ...words])

  async function validate(dir: string, ...words: string[]) {
    const run = await zcert(['agent', 'validate', '--dir', dir, '--json', ...words])
    return { exitCode: run.exitCode, report: run.json<Report>() }
  }

  const results = ({ steps }: Report) => steps.map(({ step, result }) => `${step} ${result}`)

  /** The guide's "Install Certificates" with files that its commands made. */
  const copyByHand = (name: string, { certificate, key }: GuideDevice) =>
    installByHand(ca.folder.at(name), {
      deviceId: ID,
      certificate: readFileSync(certificate),
      key: readFileSync(key),
      ca: readFileSync(ca.certificate),
    })

  test('cert verify accepts one, alone, as a bundle, and with its CRL', async () => {
    const { certificate } = ca.device(ID, 'accepted')
    const bundle = ca.folder.write(
      'accepted_bundle.pem',
      Buffer.concat([readFileSync(certificate), readFileSync(ca.certificate)]),
    )
    const checks = ['--crl', ca.crl, '--device-id', ID, '--require', 'revocation,device-id']
    for (const file of [certificate, bundle]) {
      const run = await verify(file, ...checks)
      expect([run.exitCode, run.json<Report>().code]).toEqual([0, 'valid'])
      expect(results(run.json<Report>())).toEqual([
        'validity pass',
        'chain pass',
        'device-id pass',
        'purpose pass',
        'serial not checked',
        'revocation pass',
      ])
    }
    const other = await verify(certificate, '--device-id', 'ZM-002')
    expect([other.exitCode, other.json()['code']]).toEqual([14, 'device_id_mismatch'])
  })

  test('after openssl ca -revoke and -gencrl cert verify refuses it, and its twin stays', async () => {
    const [bad, twin] = [ca.device(ID, 'revoked'), ca.device(ID, 'twin')]
    for (const { certificate } of [bad, twin])
      expect((await verify(certificate, '--crl', ca.crl)).exitCode).toBe(0)
    ca.revoke(bad, 'keyCompromise')
    ca.generateCrl()
    const run = await verify(bad.certificate, '--crl', ca.crl)
    expect([run.exitCode, run.json()['code']]).toEqual([13, 'certificate_revoked'])
    expect((await verify(twin.certificate, '--crl', ca.crl)).exitCode).toBe(0)
  })

  test("the CRLs of the guide's own configuration, version 1 and without numbers, are read everywhere", async () => {
    using own = new GuideCa(2048)
    const device = own.device(ID)
    const verifyOwn = () =>
      zcert(['cert', 'verify', device.certificate, '--ca', own.certificate, '--crl', own.crl])
    own.generateUnnumberedCrl()
    const shown = openssl(['crl', '-in', own.crl, '-noout', '-text'])
    expect(shown.text).toMatch(/Version 1 \(0x0\)/)
    expect((await verifyOwn()).exitCode).toBe(0)
    const dir = own.folder.at('dir')
    const key = ['--key', device.key, '--key-passphrase-file', own.keyPassphraseFile]
    const files = ['--cert', device.certificate, '--ca', own.certificate, '--crl', own.crl]
    await zcertOk(['agent', 'install', '--dir', dir, '--device-id', ID, ...files, ...key])
    const before = await validate(dir)
    expect([before.exitCode, results(before.report)[4]]).toEqual([0, 'revocation pass'])
    own.revoke(device)
    own.generateUnnumberedCrl()
    expect(openssl(['crl', '-in', own.crl, '-noout', '-text']).text).toMatch(/Version 2 \(0x1\)/)
    expect((await verifyOwn()).exitCode).toBe(13)
    const distributed = await zcertOk(['agent', 'crl', own.crl, '--dir', dir])
    expect(distributed.stdout).toContain('CRL without number is in place')
    expect((await validate(dir)).exitCode).toBe(13)
    own.generateCrl()
    await zcertOk(['agent', 'crl', own.crl, '--dir', dir])
    own.generateUnnumberedCrl()
    const back = await zcert(['agent', 'crl', own.crl, '--dir', dir])
    expect([back.exitCode, back.code]).toEqual([1, 'crl_not_newer'])
  })

  test('a CA of the same name with another key is not its CA', async () => {
    using other = new GuideCa(2048)
    const { certificate } = other.device(ID)
    const run = await verify(certificate)
    expect([run.exitCode, run.json()['code']]).toEqual([12, 'chain_untrusted'])
    const right = await zcert(['cert', 'verify', certificate, '--ca', other.certificate])
    expect(right.exitCode).toBe(0)
  })

  test('agent install puts it in place with its encrypted key, and agent validate accepts it', async () => {
    const files = ca.device(ID, 'installed')
    const dir = ca.folder.at('installed-dir')
    const words = ['--cert', files.certificate, '--key', files.key, '--ca', ca.certificate]
    await zcertOk([
      'agent',
      'install',
      '--dir',
      dir,
      '--device-id',
      ID,
      ...words,
      '--crl',
      ca.crl,
      ...pass,
    ])
    const { exitCode, report } = await validate(dir, ...pass)
    expect([exitCode, ...results(report)]).toEqual([
      0,
      'load pass',
      'expiration pass',
      'ca-signature pass',
      'device-id pass',
      'revocation pass',
      'record pass',
    ])
  })

  test('copied by hand it is accepted, renewed by two mv accepted, revoked refused', async () => {
    const first = ca.device(ID, 'by-hand')
    const dir = copyByHand('by-hand-dir', first)
    const before = await validate(dir)
    expect([before.exitCode, ...results(before.report)]).toEqual([
      0,
      'load pass',
      'expiration pass',
      'ca-signature pass',
      'device-id pass',
      'revocation not checked',
      'record pass',
    ])
    expect(existsSync(join(dir, 'generations'))).toBe(false)
    const renewed = ca.device(ID, 'by-hand_new')
    for (const [end, path] of [
      ['crt', renewed.certificate],
      ['key', renewed.key],
    ] as const)
      copyFileSync(path, join(dir, `device_${ID}_new.${end}`))
    expect((await validate(dir)).exitCode).toBe(0)
    for (const end of ['crt', 'key'])
      renameSync(join(dir, `device_${ID}_new.${end}`), join(dir, `device_${ID}.${end}`))
    // The guide forgets certs.sha256 in a renewal: that is worth a warning and no refusal.
    const after = await validate(dir, ...pass)
    expect([after.exitCode, results(after.report)[0]]).toEqual([0, 'load warn'])
    ca.revoke(renewed)
    ca.generateCrl()
    copyFileSync(ca.crl, join(dir, 'crl.pem'))
    const revoked = await validate(dir)
    expect([revoked.exitCode, revoked.report.code]).toEqual([13, 'certificate_revoked'])
  })

  test('between the two mv the pair does not fit, which is said when the key can be opened', async () => {
    const dir = copyByHand('between-dir', ca.device(ID, 'between'))
    copyFileSync(ca.device(ID, 'between_new').certificate, join(dir, `device_${ID}.crt`))
    const { exitCode, report } = await validate(dir, ...pass)
    expect([exitCode, report.code]).toEqual([11, 'key_mismatch'])
  })

  test("the guide's INSERT and UPDATEs on device.db stand, and validation keeps its row", async () => {
    const { certificate, key } = ca.device(ID, 'sql')
    const dir = copyByHand('sql-dir', { certificate, key })
    // The table is made at the first start; the guide's statement comes before the first success.
    expect((await validate(dir, '--device-id', 'ZM-404')).exitCode).toBe(14)
    using database = new DatabaseSync(join(dir, 'device.db'))
    const ask = (option: string) =>
      openssl(['x509', '-in', certificate, '-noout', option]).text.trim()
    const { serial, fingerprint, notAfter } = opensslCertificate(certificate)
    const [now, end] = [Math.floor(Date.now() / 1000), notAfter.getTime() / 1000]
    database.exec(`INSERT INTO certificates (
        device_id, cert_serial, cert_subject, cert_issuer, issued_at, expires_at, status, cert_fingerprint
      ) VALUES (
        '${ID}', '${serial}', '${ask('-subject')}', '${ask('-issuer')}', ${now}, ${end}, 'active', '${fingerprint}'
      );`)
    expect((await validate(dir)).exitCode).toBe(0)
    const rows = () => database.prepare('SELECT * FROM certificates').all()
    expect(rows()).toEqual([
      expect.objectContaining({
        device_id: ID,
        cert_serial: serial,
        cert_subject: ask('-subject'),
        status: 'active',
        cert_fingerprint: fingerprint,
        issued_at: now,
        expires_at: end,
        last_validated_at: expect.toSatisfy((at: number) => at >= now),
      }),
    ])
    database.exec(`UPDATE certificates
      SET status = 'expired'
      WHERE device_id = '${ID}' AND status = 'active';`)
    database.exec(`UPDATE certificates
      SET status = 'revoked',
          revoked_at = ${now},
          revocation_reason = 'keyCompromise'
      WHERE device_id = '${ID}';`)
    expect(rows()).toEqual([expect.objectContaining({ status: 'revoked', revoked_at: now })])
    expect((await zcert(['agent', 'validate', '--dir', dir])).exitCode).not.toBe(70)
    expect(rows()).toHaveLength(1)
  })
})
