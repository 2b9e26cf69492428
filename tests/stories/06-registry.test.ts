import { writeFileSync } from 'node:fs'
import { ZcertHome, type ZcertRun, zcert, zcertOk } from '@zcert/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

interface Imported {
  readonly dryRun: boolean
  readonly added: number
  readonly updated: number
  readonly unchanged: number
  readonly refused: { line: number; column: number | null; field: string | null; code: string }[]
}

let home: ZcertHome
beforeAll(async () => {
  home = await ZcertHome.create()
})
afterAll(() => home[Symbol.dispose]())

let files = 0
function csv(contents: string): string {
  const path = home.folder.at(`devices-${++files}.csv`)
  writeFileSync(path, contents)
  return path
}

const load = (contents: string, ...options: string[]) =>
  zcert(home.on('device', 'import', csv(contents), ...options, '--json'))
const summary = (run: ZcertRun) => {
  const { added, updated, unchanged, refused } = run.json<Imported>()
  const faults = refused.map((r) => [r.line, r.column, r.field, r.code])
  return { exit: run.exitCode, counts: [added, updated, unchanged], faults }
}
const ids = async (...filter: string[]) =>
  (await zcertOk(home.on('device', 'list', ...filter, '--json')))
    .json<{ devices: { deviceId: string }[] }>()
    .devices.map(({ deviceId }) => deviceId)

const HEADING = 'device_id,serial_number,type,site,ward,label\n'

describe('zcert device import', () => {
  test('does good rows, names bad ones with line and column, and can be repeated', async () => {
    const file =
      `${HEADING}R-1,HW-1,Z-Monitor,North,ICU,"bed ""1"", window"\n` +
      'r-2,HW-2,,,,\n' +
      'R-3,HW-1,,,,\n' +
      'R-4,"HW-4,,,,\n' +
      'R-5,HW-5,,,,\n' +
      '\n' +
      'R-6,HW-6,,\n' +
      'R-7,HW-7,,,"a\u0007b",\n' +
      'R-1,HW-1,,,,\n' +
      'R-8,HW-8,,,,'
    const faults = [
      [3, 1, 'device_id', 'device_id_invalid'],
      [4, 2, 'serial_number', 'device_exists'],
      [5, null, null, 'csv_malformed'],
      [8, null, null, 'csv_malformed'],
      [9, 5, 'ward', 'option_invalid'],
      [10, 1, 'device_id', 'csv_malformed'],
    ]
    expect(summary(await load(file, '--dry-run'))).toEqual({ exit: 1, counts: [3, 0, 0], faults })
    expect(await ids('--find', 'R-')).toEqual([])
    expect(summary(await load(file))).toEqual({ exit: 1, counts: [3, 0, 0], faults })
    expect(await ids('--find', 'R-')).toEqual(['R-1', 'R-5', 'R-8'])
    expect(summary(await load(file))).toEqual({ exit: 1, counts: [0, 0, 3], faults })
    const shown = await zcertOk(home.on('device', 'show', 'R-1', '--json'))
    expect(shown.json()).toMatchObject({ label: 'bed "1", window', ward: 'ICU', site: 'North' })
  })

  test.each([
    ['comma, LF', 'device_id,ward\nF-1,ICU\n', 'F-1'],
    ['semicolon, CRLF, BOM', '\ufeffDevice ID;Ward\r\nF-2;ICU\r\n', 'F-2'],
    ['tab, CR', 'WARD\tDeviceId\rICU\tF-3\r', 'F-3'],
    ['quoted cells', '"device_id","ward"\n"F-4","ICU"\n', 'F-4'],
  ])('reads %s', async (_, contents, id) => {
    expect(summary(await load(contents))).toEqual({ exit: 0, counts: [1, 0, 0], faults: [] })
    const shown = await zcertOk(home.on('device', 'show', id, '--json'))
    expect(shown.json()).toMatchObject({ ward: 'ICU' })
  })

  test.each([
    ['nothing', ''],
    ['no heading', 'X-1,HW-1\n'],
    ['no device_id', 'serial,ward\nX,Y\n'],
    ['a doubled column', 'device_id,serial,serial_number\nX-1,a,b\n'],
    ['a column nobody knows', 'device_id,colour\nX-1,red\n'],
    ['an open quotation mark in the heading', 'device_id,"ward\nX-1,ICU\n'],
    ['binary', '\u0000\u0001\u0002\n\u0003'],
  ])('refuses a file with %s as a whole', async (_, contents) => {
    const before = await ids()
    const run = await load(contents)
    expect([run.exitCode, run.code, run.stdout]).toEqual([1, 'csv_malformed', ''])
    expect(await ids()).toEqual(before)
  })
})

describe('zcert device suspend, resume, retire', () => {
  const status = async (id: string) =>
    (await zcertOk(home.on('device', 'show', id, '--json'))).json()['status']

  test('bar a device for a while, then for ever, with its certificates on the CRL', async () => {
    await zcertOk(home.on('device', 'add', 'S-1'))
    const issue = (folder: string) =>
      home.signing(
        ...['cert', 'issue', 'S-1', '--out', home.folder.at(folder)],
        ...['--key', 'p-256', '--key-unencrypted'],
      )
    await zcertOk(issue('out'))
    await zcertOk(home.on('device', 'suspend', 'S-1'))
    expect(await status('S-1')).toBe('suspended')
    expect((await zcert(issue('another'))).code).toBe('device_suspended')
    await zcertOk(home.on('device', 'resume', 'S-1'))
    expect(await status('S-1')).toBe('active')
    const retired = await zcertOk(home.signing('device', 'retire', 'S-1', '--json'))
    const { revoked } = retired.json<{ revoked: string[] }>()
    expect(revoked).toHaveLength(1)
    const crl = await zcertOk(['crl', 'show', home.at('crl/crl.pem'), '--json'])
    expect(crl.stdout).toContain(revoked[0])
    for (const command of ['suspend', 'resume'])
      expect((await zcert(home.on('device', command, 'S-1'))).code).toBe('device_retired')
    expect((await zcert(home.signing('device', 'retire', 'S-1'))).code).toBe('device_retired')
    await zcertOk(home.on('audit', 'verify'))
  })

  test.each([
    ['suspend', []],
    ['resume', []],
    ['retire', ['--no-crl']],
  ])('%s refuses an unknown device', async (command, options) => {
    const run = await zcert(home.on('device', command, 'NOBODY', ...options))
    expect([run.exitCode, run.code, run.stdout]).toEqual([1, 'device_unknown', ''])
  })
})

test('zcert device list narrows down by status, type, site, ward and text', async () => {
  await load(`${HEADING}L-1,LH-1,Z-Pump,East,W1,alpha\nL-2,LH-2,Z-Pump,East,W2,beta\n`)
  await zcertOk(home.on('device', 'suspend', 'L-2'))
  expect(await ids('--type', 'Z-Pump')).toEqual(['L-1', 'L-2'])
  expect(await ids('--site', 'East', '--ward', 'W2')).toEqual(['L-2'])
  expect(await ids('--status', 'suspended', '--site', 'East')).toEqual(['L-2'])
  expect(await ids('--find', 'LPH')).toEqual(['L-1'])
  expect(await ids('--type', 'Z-Pump', '--after', 'L-1')).toEqual(['L-2'])
  expect((await zcert(home.on('device', 'list', '--status', 'lost'))).code).toBe('option_invalid')
})
