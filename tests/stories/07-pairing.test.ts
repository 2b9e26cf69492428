import { createHash, X509Certificate } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ZcertHome, type ZcertRun, zcert, zcertOk } from '@zcert/testkit'
import { parseInstant } from '@zcert/x509'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  modulesOfBlocks,
  modulesOfSvg,
  NO_ZBAR,
  readQrCode,
  writeBitmap,
  zbarAvailable,
} from './07-qr-readers.ts'

interface Paired {
  readonly deviceId: string
  readonly code: string
  readonly expiresAt: string
  readonly qr: string
}

const ID = 'ZM-001'
const DEFAULT_URL = 'https://127.0.0.1:8443'

let home: ZcertHome
const runs: ZcertRun[] = []
beforeAll(async () => {
  home = await ZcertHome.create()
  await zcertOk(home.on('device', 'add', ID))
})
afterAll(() => home[Symbol.dispose]())

const at = (name: string) => home.folder.at(name)
const pairing = async (...options: string[]) => {
  const run = await zcert(home.on('device', 'pair', ID, ...options))
  runs.push(run)
  return run
}
const paired = async (...options: string[]) => (await pairing(...options, '--json')).json<Paired>()
const fieldsOf = (qr: string) => Object.fromEntries(new URL(qr).searchParams)

/** The hash of the CA's key, as a device finds it in `ca.crt`. */
const keyOfCa = () => {
  const { publicKey } = new X509Certificate(readFileSync(home.at('certs/ca.crt')))
  const spki = publicKey.export({ type: 'spki', format: 'der' })
  return createHash('sha256').update(spki).digest('base64url')
}

describe('zcert device pair', () => {
  test('makes a code for ten minutes, and a QR code with all that the device must know', async () => {
    const before = Date.now()
    const value = await paired()
    expect(Object.keys(value)).toEqual(['deviceId', 'code', 'expiresAt', 'qr'])
    expect(value).toMatchObject({ deviceId: ID, code: expect.stringMatching(CODE) })
    const lifetime = parseInstant(value.expiresAt) - Math.floor(before / 1000)
    expect(lifetime).toBeGreaterThanOrEqual(600)
    expect(lifetime).toBeLessThan(630)
    expect(value.qr.startsWith('zcert:1?')).toBe(true)
    expect(fieldsOf(value.qr)).toEqual({ u: DEFAULT_URL, d: ID, c: value.code, k: keyOfCa() })
  })

  test('makes another code each time', async () => {
    const codes = [await paired(), await paired()].map(({ code }) => code)
    expect(new Set(codes).size).toBe(2)
  })

  test('names the address of --url, else that of the configuration', async () => {
    const configuration = readFileSync(home.at('zcert.yaml'), 'utf8')
    writeFileSync(home.at('zcert.yaml'), `${configuration}serviceUrl: https://zcert.example/a\n`)
    expect(fieldsOf((await paired()).qr)).toMatchObject({ u: 'https://zcert.example/a' })
    const url = 'https://[2001:db8::1]:8443/b'
    expect(fieldsOf((await paired('--url', url)).qr)).toMatchObject({ u: url })
    writeFileSync(home.at('zcert.yaml'), `${configuration}serviceUrl: http://zcert.example\n`)
    expect((await pairing()).code).toBe('ca_configuration_invalid')
    writeFileSync(home.at('zcert.yaml'), configuration)
    expect(fieldsOf((await paired()).qr)).toMatchObject({ u: DEFAULT_URL })
  })

  test.each([
    ['a device that nobody registered', 'device_unknown', () => ['ZM-404']],
    ['a suspended device', 'device_suspended', () => ['ZM-002']],
    ['a retired device', 'device_retired', () => ['ZM-003']],
    ['an ID that no device can have', 'device_id_invalid', () => ['zm-001']],
    ['an address without TLS', 'ca_configuration_invalid', () => [ID, '--url', 'http://x']],
    [
      'an SVG in a folder that is not there',
      'file_unwritable',
      () => [ID, '--svg', at('no/x.svg')],
    ],
    ['an SVG over the ledger', 'option_invalid', () => [ID, '--svg', home.at('ledger.db')]],
    ['a PNG over the key', 'option_invalid', () => [ID, '--png', home.at('private/ca.key')]],
    ['a folder in place of the PNG', 'file_unwritable', () => [ID, '--png', at('folder')]],
  ])('refuses %s, and prints no code', async (_, code, words) => {
    if (!existsSync(at('folder'))) {
      mkdirSync(at('folder'))
      for (const id of ['ZM-002', 'ZM-003']) await zcertOk(home.on('device', 'add', id))
      await zcertOk(home.on('device', 'suspend', 'ZM-002'))
      await zcertOk(home.signing('device', 'retire', 'ZM-003'))
    }
    const created = await auditCount()
    for (const json of [[], ['--json']]) {
      const run = await zcert(home.on('device', 'pair', ...words(), ...json))
      const exit = code === 'option_invalid' ? 2 : 1
      expect([run.exitCode, run.code, run.stdout]).toEqual([exit, code, ''])
    }
    expect(await auditCount()).toBe(created)
  })
})

const CODE = /^[0-9A-HJKMNP-TV-Z]{3}(-[0-9A-HJKMNP-TV-Z]{3}){2}$/

async function auditCount(): Promise<number> {
  const { stdout } = await zcertOk(home.on('audit', 'list', '--json'))
  return stdout.split('pairing_code_created').length
}

describe('the QR code', () => {
  let run: ZcertRun
  let lines: string[]
  beforeAll(async () => {
    run = await pairing('--svg', at('code.svg'), '--png', at('code.png'))
    lines = run.stdout.split('\n').filter((line) => /^[█▀▄ ]{20,}$/.test(line))
  })

  test('is the same in terminal and SVG, with a quiet zone all around', () => {
    const [blocks, svg] = [
      modulesOfBlocks(lines),
      modulesOfSvg(readFileSync(at('code.svg'), 'utf8')),
    ]
    // Two rows a line: an odd number of rows leaves one too many, below the code.
    expect(blocks.slice(0, svg.length)).toEqual(svg)
    const edges = [...svg.slice(0, 4), ...svg.slice(-4), ...svg.map((row) => row.slice(0, 4))]
    expect(edges.flat()).not.toContain(true)
    expect(svg.flatMap((row) => row.slice(-4))).not.toContain(true)
  })

  test('is in files that only their owner can read', () => {
    for (const name of ['code.svg', 'code.png']) expect(statSync(at(name)).mode & 0o777).toBe(0o600)
  })

  describe.skipIf(!zbarAvailable())('read by zbarimg', { meta: { skipReason: NO_ZBAR } }, () => {
    test('says the same in every form', () => {
      const code = /^pairing code of ZM-001: (\S+)$/m.exec(run.stdout)?.[1]
      const qr = readQrCode(at('code.png'))
      expect(fieldsOf(qr)).toEqual({ u: DEFAULT_URL, d: ID, c: code, k: keyOfCa() })
      const svg = modulesOfSvg(readFileSync(at('code.svg'), 'utf8'))
      expect(readQrCode(writeBitmap(at('svg.pbm'), svg))).toBe(qr)
      expect(readQrCode(writeBitmap(at('lines.pbm'), modulesOfBlocks(lines)))).toBe(qr)
    })

    test('is found by no reader once half of it is gone', () => {
      const blocks = modulesOfBlocks(lines)
      const half = blocks.slice(0, blocks.length / 2)
      expect(() => readQrCode(writeBitmap(at('half.pbm'), half))).toThrow(/zbarimg ended with 4/)
    })
  })
})

test('no code is on standard error, in the ledger, in the audit log or in any other file', async () => {
  const printed = runs.map(({ stdout }) => stdout).join('\n')
  const codes = printed.match(/\b[0-9A-Z]{3}-[0-9A-Z]{3}-[0-9A-Z]{3}\b/g) ?? []
  expect(new Set(codes).size).toBeGreaterThanOrEqual(7)
  const files = readdirSync(home.path, { recursive: true, encoding: 'utf8' })
    .map((name) => join(home.path, name))
    .filter((path) => statSync(path).isFile())
    .map((path) => readFileSync(path, 'latin1'))
  const audit = await zcertOk(home.on('audit', 'list', '--json'))
  const places = [...files, ...runs.map(({ stderr }) => stderr), audit.stdout]
  expect(places.join()).toContain('pairing_code_created')
  for (const code of codes)
    for (const form of [code, code.replaceAll('-', ''), Buffer.from(code).toString('hex')])
      for (const place of places) expect(place.toUpperCase()).not.toContain(form.toUpperCase())
  await zcertOk(home.on('audit', 'verify'))
})
