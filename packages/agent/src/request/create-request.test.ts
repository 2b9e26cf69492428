import { createPrivateKey } from 'node:crypto'
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { folderSnapshot, openssl, testKeyPair } from '@zcert/testkit'
import {
  type DeviceId,
  deviceIdentityOf,
  isEncryptedPrivateKey,
  parseCertificationRequestFile,
  verifyProofOfPossession,
} from '@zcert/x509'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { AT, ca, codeOf, ID, passphrase, TestDevice } from '../device.fixture.ts'
import { createRequest } from './create-request.ts'

const KEY = `device_${ID}.key`
const CRT = `device_${ID}.crt`

let device: TestDevice

beforeEach(() => {
  device = new TestDevice()
})

afterEach(() => device[Symbol.dispose]())

const order = (changes: Partial<Parameters<typeof createRequest>[0]> = {}) => ({
  ...({ folder: device.folder, deviceId: ID, key: 'p-256', protection: 'unencrypted' } as const),
  ...changes,
})

describe('createRequest()', () => {
  test.each(['p-256', 'p-384', 'rsa-2048'] as const)(
    'makes a %s key and a CSR that openssl accepts',
    async (key) => {
      const { pem, keyPath, isRenewal } = await createRequest(order({ key }))
      const csr = parseCertificationRequestFile(Buffer.from(pem))
      verifyProofOfPossession(csr)
      expect(deviceIdentityOf(csr)).toBe(ID)
      expect(isRenewal).toBe(false)
      const file = device.outside.write('device.csr', pem)
      openssl(['req', '-verify', '-noout', '-in', file], { says: /verify OK/ })
      openssl(['pkey', '-in', keyPath, '-noout'])
    },
  )

  test('keeps folder 700 and key 600, and leaves the key under its stable name', async () => {
    const { keyPath } = await createRequest(order())
    expect([device.mode('.'), device.mode(KEY), device.mode('generations')]).toEqual([
      '700',
      '600',
      '700',
    ])
    expect(realpathSync(device.at(KEY))).toBe(realpathSync(keyPath))
  })

  test('encrypts the key, so that only the passphrase opens it', async () => {
    const { keyPath } = await createRequest(order({ protection: passphrase() }))
    const contents = readFileSync(keyPath)
    expect(isEncryptedPrivateKey(contents)).toBe(true)
    expect(() => createPrivateKey({ key: contents, passphrase: 'wrong' })).toThrow()
    openssl(['pkey', '-in', keyPath, '-passin', 'pass:device passphrase', '-noout'])
    openssl(['asn1parse', '-in', keyPath], { says: /aes-256-cbc/ })
    expect(await codeOf(createRequest(order({ protection: passphrase('wrong') })))).toBe(
      'passphrase_wrong',
    )
    expect(await codeOf(createRequest(order()))).toBe('passphrase_required')
    expect(readFileSync(keyPath)).toEqual(contents)
  })

  test('asks again for the key that waits, whatever kind is asked for', async () => {
    const first = await device.request()
    const before = readFileSync(device.at(KEY))
    expect(await device.request()).toEqual(first)
    const { pem } = await createRequest(order({ key: 'rsa-2048' }))
    expect(parseCertificationRequestFile(Buffer.from(pem)).publicKey).toEqual(first)
    expect(readFileSync(device.at(KEY))).toEqual(before)
  })

  test('makes a new key beside an installed pair, once', async () => {
    await device.provision()
    const [key, crt] = [readFileSync(device.at(KEY)), readFileSync(device.at(CRT))]
    const { keyPath, isRenewal } = await createRequest(order())
    expect(isRenewal).toBe(true)
    expect(realpathSync(device.at(`device_${ID}_new.key`))).toBe(realpathSync(keyPath))
    expect(device.mode(`device_${ID}_new.key`)).toBe('600')
    const waiting = readFileSync(keyPath)
    expect(waiting).not.toEqual(key)
    await createRequest(order())
    expect(readFileSync(keyPath)).toEqual(waiting)
    expect([readFileSync(device.at(KEY)), readFileSync(device.at(CRT))]).toEqual([key, crt])
    expect((await device.validate()).valid).toBe(true)
  })

  test('refuses another device ID, before and after the installation, and changes nothing', async () => {
    const other = order({ deviceId: 'ZM-002' as DeviceId })
    await device.request()
    const waiting = folderSnapshot(device.folder)
    expect(await codeOf(createRequest(other))).toBe('device_id_changed')
    expect(folderSnapshot(device.folder)).toEqual(waiting)
    await device.provision()
    const installed = folderSnapshot(device.folder)
    expect(await codeOf(createRequest(other))).toBe('device_id_changed')
    expect(folderSnapshot(device.folder)).toEqual(installed)
  })

  test('shows the stable names again when a run before was cut off', async () => {
    await device.request()
    rmSync(device.at(KEY))
    await device.request()
    expect(readlinkSync(device.at(KEY))).toBe(`current/${KEY}`)
    await device.provision()
    await device.request()
    rmSync(device.at(`device_${ID}_new.key`))
    await device.request()
    expect(existsSync(device.at(`device_${ID}_new.key`))).toBe(true)
  })
})

describe('createRequest() refuses', () => {
  test.each(['a"b', 'a\\b', 'a\nb'])(
    'the folder %j, whose settings the installation could not write, before anything is made',
    async (name) => {
      const folder = device.outside.at(name)
      expect(await codeOf(createRequest(order({ folder })))).toBe('settings_malformed')
      expect(existsSync(folder)).toBe(false)
    },
  )
})

describe('createRequest() in a prepared folder', () => {
  test.each([
    ['a file', false],
    ['nothing', true],
  ])('writes no key through a planted link to %s', async (_, isDangling) => {
    const victim = device.outside.at('victim')
    if (!isDangling) writeFileSync(victim, 'untouched', { mode: 0o644 })
    mkdirSync(device.folder, { mode: 0o777 })
    for (const name of [KEY, CRT, 'ca.crt', 'crl.pem']) symlinkSync(victim, device.at(name))
    symlinkSync(victim, device.at(`${KEY}.${process.pid}`))
    await createRequest(order())
    if (isDangling) expect(existsSync(victim)).toBe(false)
    else expect(readFileSync(victim, 'utf8')).toBe('untouched')
    expect(device.mode('.')).toBe('700')
    expect(device.mode(KEY)).toBe('600')
    expect(lstatSync(realpathSync(device.at(KEY))).isFile()).toBe(true)
  })

  test('works in a folder that is a link, and closes the folder behind it', async () => {
    const real = device.outside.at('real')
    mkdirSync(real, { mode: 0o755 })
    symlinkSync(real, device.folder)
    await device.provision()
    expect(lstatSync(device.folder).isSymbolicLink()).toBe(true)
    expect(device.mode('.')).toBe('700')
    expect(device.mode(KEY)).toBe('600')
    expect((await device.validate()).valid).toBe(true)
  })

  test('renews a pair that lies there as plain files, and loses neither key nor certificate', async () => {
    mkdirSync(device.folder, { mode: 0o755 })
    const { certificate, keys } = ca.issue()
    device.copyPlainFiles(certificate, keys)
    chmodSync(device.at(KEY), 0o644)
    const before = [KEY, CRT, 'ca.crt', 'crl.pem'].map((name) => readFileSync(device.at(name)))
    const { isRenewal } = await createRequest(order())
    expect(isRenewal).toBe(true)
    expect([KEY, CRT, 'ca.crt', 'crl.pem'].map((name) => readFileSync(device.at(name)))).toEqual(
      before,
    )
    expect(device.mode(KEY)).toBe('600')
    const report = await device.validate({ deviceId: ID, at: AT })
    expect(report).toMatchObject({ valid: true, code: 'valid' })
  })

  test('makes a CSR for a key that somebody else put there, as in step 2 of the guide', async () => {
    mkdirSync(device.folder, { mode: 0o700 })
    const keys = testKeyPair()
    device.copyPlainFiles(ca.certificate, keys)
    rmSync(device.at(CRT))
    expect(await device.request()).toEqual(keys.publicKey)
    expect(readFileSync(device.at('ca.crt')).length).toBeGreaterThan(0)
    await device.provision()
    expect((await device.validate()).valid).toBe(true)
  })

  test('leaves a CA certificate and settings alone that came before the key', async () => {
    mkdirSync(device.folder, { mode: 0o700 })
    device.write('ca.crt', 'from the factory')
    device.write('z-monitor.conf', 'deviceId = "ZM-001"\n')
    await device.request()
    expect(readFileSync(device.at('ca.crt'), 'utf8')).toBe('from the factory')
    expect(readFileSync(device.at('z-monitor.conf'), 'utf8')).toContain('ZM-001')
    await device.provision()
    expect((await device.validate()).valid).toBe(true)
  })
})
