import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { inParallel, testCsr, testKeyPair, ZcertHome, zcert, zcertOk } from '@zcert/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

let home: ZcertHome
let count = 0
beforeAll(async () => {
  home = await ZcertHome.create()
})
afterAll(() => home[Symbol.dispose]())

async function newDevice(): Promise<string> {
  const id = `ZM-${String(++count).padStart(3, '0')}`
  await zcertOk(home.on('device', 'add', id))
  return id
}

function csrOf(deviceId: string, keys = testKeyPair()): string {
  return home.folder.write(`${deviceId}-${Math.random()}.csr`, testCsr({ deviceId, keys }))
}

const sign = (id: string, csr: string) =>
  zcert(home.signing('cert', 'sign', id, '--csr', csr, '--out', `${csr}.crt`, '--json'))

const certificates = async (id: string) =>
  (await zcertOk(home.on('cert', 'list', '--device', id, '--json'))).json<{
    certificates: { serial: string; status: string }[]
  }>().certificates

/** Texts that are no device ID; NUL cannot stand in an argument, so it comes in certificates and CSRs. */
const BAD_IDS: Record<string, string> = {
  'a newline inside': 'ZM-001\nDNS:*.hospital.example',
  'a newline at its end': 'ZM-001\n',
  'a slash': 'ZM/001',
  'a path upward': '../ZM-001',
  'two dots': '..',
  'a backslash': 'ZM\\001',
  'a wildcard': '*',
  'a wildcard in a name': 'ZM-*',
  'non-ASCII letters': 'ZM-ÄÖÜ',
  'letters that only look like ASCII': 'ΖΜ-001',
  'full-width digits': 'ZM-００１',
  '300 characters': 'Z'.repeat(300),
  '49 characters': 'Z'.repeat(49),
  'no character': '',
  'lower case': 'zm-001',
  'a space': 'ZM 001',
  'a space at its end': 'ZM-001 ',
  'a comma': 'ZM-001,DNS:x',
  'a quote': `ZM-001' OR '1'='1`,
  'a semicolon and a command': 'ZM-001;id',
  'a dollar and a command': '$(id)',
  'a hyphen at its end': 'ZM-001-',
  'an underscore': 'ZM_001',
  'a dot': 'ZM.001',
  'an escape sequence': 'ZM\u001b[31m',
  'a direction override': 'ZM-\u202e100',
}

describe.each(Object.entries(BAD_IDS))('a device ID with %s', (_, id) => {
  test('is refused by every command that takes one', async () => {
    const [out, dir] = [home.folder.at('bad-out'), home.folder.at('bad-dir')]
    const csr = csrOf('ZM-000')
    const commands = [
      home.on('device', 'add', id),
      home.signing('cert', 'issue', id, '--out', out, '--key-unencrypted'),
      home.signing('cert', 'sign', id, '--csr', csr, '--out', out),
      ['agent', 'csr', '--dir', dir, '--device-id', id, '--out', out, '--key-unencrypted'],
    ]
    for (const run of await inParallel(commands, (words) => zcert([...words, '--json']))) {
      expect([run.exitCode, run.code, run.stdout]).toEqual([1, 'device_id_invalid', ''])
      // Nothing that a terminal acts on, and no line that could be taken for another.
      expect(run.stderr.trimEnd()).toMatch(/^[\x20-\x7e]+$/)
    }
    expect(existsSync(out) || existsSync(dir)).toBe(false)
  })
})

test('only the case is wrong: the refusal says how to write it', async () => {
  const run = await zcert(home.on('device', 'add', 'zm-001'))
  expect(run.stderr).toMatch(/\nhint: write it in capital letters: ZM-001\n$/)
})

test('none of those IDs was registered, and the good twin is', async () => {
  const list = async () => (await zcertOk(home.on('device', 'list', '--json'))).json()['devices']
  expect(await list()).toEqual([])
  expect(await newDevice()).toBe('ZM-001')
  expect(await list()).toHaveLength(1)
})

test('the same device ID or hardware serial number is registered once', async () => {
  const id = await newDevice()
  const again = await zcert(home.on('device', 'add', id))
  expect([again.exitCode, again.code]).toEqual([1, 'device_exists'])
  await zcertOk(home.on('device', 'add', 'HW-1', '--serial', 'SN-1'))
  const same = await zcert(home.on('device', 'add', 'HW-2', '--serial', 'SN-1'))
  expect([same.exitCode, same.code]).toEqual([1, 'device_exists'])
})

test.each(['--serial', '--type', '--site', '--ward', '--label'])(
  'device add %s takes no control characters and no novel',
  async (option) => {
    for (const value of ['a\nZM-666  active', '\u001b[2J', '', 'x'.repeat(129)]) {
      const run = await zcert(home.on('device', 'add', 'TEXT-1', option, value))
      expect([run.exitCode, run.code]).toEqual([2, 'option_invalid'])
    }
    const id = `TEXT${option.toUpperCase()}`
    await zcertOk(home.on('device', 'add', id, option, 'Haus Ä, 3. Stock (links)'))
  },
)

describe('a public key', () => {
  test('of another device is refused, and that device keeps its certificate', async () => {
    const [first, second] = [await newDevice(), await newDevice()]
    const keys = testKeyPair()
    expect((await sign(first, csrOf(first, keys))).exitCode).toBe(0)
    const run = await sign(second, csrOf(second, keys))
    expect([run.exitCode, run.code, run.stdout]).toEqual([1, 'key_reused', ''])
    expect(await certificates(second)).toEqual([])
    expect(await certificates(first)).toEqual([expect.objectContaining({ status: 'active' })])
    expect((await sign(second, csrOf(second))).exitCode).toBe(0)
  })

  test('of a revoked certificate is refused for ever, also for its own device', async () => {
    const [id, other] = [await newDevice(), await newDevice()]
    const keys = testKeyPair()
    const serial = (await sign(id, csrOf(id, keys))).json()['serial'] ?? ''
    await zcertOk(home.on('cert', 'revoke', serial, '--no-crl'))
    for (const device of [id, other]) {
      const run = await sign(device, csrOf(device, keys))
      expect([run.exitCode, run.code]).toEqual([1, 'key_reused'])
    }
    expect((await sign(id, csrOf(id))).exitCode).toBe(0)
  })

  test('is no key for a renewal once its certificate is a day old', async () => {
    const id = await newDevice()
    const keys = testKeyPair()
    const first = (await sign(id, csrOf(id, keys))).json()['serial'] ?? ''
    const age = (seconds: number) => {
      using database = new DatabaseSync(home.at('ledger.db'))
      const sql = 'UPDATE certificates SET issued_at = issued_at - ? WHERE cert_serial = ?'
      database.prepare(sql).run(seconds, first)
    }
    age(86_400 - 60)
    expect((await sign(id, csrOf(id, keys))).json()).toMatchObject({
      serial: first,
      repeated: true,
    })
    age(61)
    const run = await sign(id, csrOf(id, keys))
    expect([run.exitCode, run.code]).toEqual([1, 'key_reused'])
    const renewed = await sign(id, csrOf(id))
    expect(renewed.json()).toMatchObject({ status: 'pending_activation', repeated: false })
    // What was changed in the file is put back: the audit log would tell.
    age(-86_401)
  })
})

describe('a device that', () => {
  async function setStatus(id: string, status: 'active' | 'suspended' | 'retired'): Promise<void> {
    const verb = { active: 'resume', suspended: 'suspend', retired: 'retire' }[status]
    await zcertOk(
      status === 'retired' ? home.signing('device', verb, id) : home.on('device', verb, id),
    )
  }

  async function issue(id: string) {
    const out = home.folder.at(`out-${Math.random()}`)
    const how = ['--out', out, '--key', 'p-256', '--key-unencrypted', '--json']
    return { run: await zcert(home.signing('cert', 'issue', id, ...how)), out }
  }

  test('nobody registered gets no certificate, and no key is left behind', async () => {
    const { run, out } = await issue('ZM-404')
    expect([run.exitCode, run.code, run.stdout]).toEqual([1, 'device_unknown', ''])
    expect(JSON.parse(run.stderr).error.hint).toContain('zcert device add ZM-404')
    expect(existsSync(out) ? readdirSync(out) : []).toEqual([])
    const signed = await sign('ZM-404', csrOf('ZM-404'))
    expect([signed.exitCode, signed.code]).toEqual([1, 'device_unknown'])
  })

  test.each(['suspended', 'retired'] as const)('is %s gets none', async (status) => {
    const id = await newDevice()
    expect((await issue(id)).run.exitCode).toBe(0)
    await setStatus(id, status)
    const { run, out } = await issue(id)
    expect([run.exitCode, run.code]).toEqual([1, `device_${status}`])
    expect(existsSync(join(out, `device_${id}.key`))).toBe(false)
    const signed = await sign(id, csrOf(id))
    expect([signed.exitCode, signed.code]).toEqual([1, `device_${status}`])
    expect(await certificates(id)).toHaveLength(1)
  })

  test('is suspended no more gets one again', async () => {
    const id = await newDevice()
    await setStatus(id, 'suspended')
    expect((await issue(id)).run.exitCode).toBe(1)
    await setStatus(id, 'active')
    expect((await issue(id)).run.exitCode).toBe(0)
  })
})

test('two requests at once for one key end in one certificate', async () => {
  const id = await newDevice()
  const csr = csrOf(id)
  const runs = await inParallel([1, 2, 3, 4], () => sign(id, csr), 4)
  const issued = runs.filter(({ exitCode }) => exitCode === 0).map((run) => run.json()['serial'])
  expect(issued.length).toBeGreaterThan(0)
  expect(new Set(issued).size).toBe(1)
  expect(await certificates(id)).toHaveLength(1)
})

test('the audit log is intact after all of this', async () => {
  await zcertOk(home.on('audit', 'verify'))
})
