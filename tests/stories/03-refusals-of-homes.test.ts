import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { inParallel, TemporaryFolder, ZcertHome, zcert, zcertOk } from '@zcert/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

let home: ZcertHome
let other: ZcertHome
beforeAll(async () => {
  home = await ZcertHome.create()
  other = await ZcertHome.create()
  await zcertOk(home.on('device', 'add', 'ZM-001'))
})
afterAll(() => {
  home[Symbol.dispose]()
  other[Symbol.dispose]()
})

const init = (path: string, ...words: string[]) =>
  zcert([
    ...['ca', 'init', '--home', path, '--key', 'p-256', '--json'],
    ...['--passphrase-file', home.passphraseFile, ...words],
  ])

/** A copy of the home with something done to it. */
function damaged(damage: (at: (name: string) => string) => void): string {
  const path = home.folder.at(`damaged-${Math.random()}`)
  cpSync(home.path, path, { recursive: true })
  damage((name) => join(path, name))
  return path
}

describe('ca init', () => {
  test.each([
    ['with a CA', () => home.path],
    ['with a file in it', () => damaged((at) => rmSync(at('ledger.db')))],
    ['with a hidden file in it', () => join(home.folder.write('x', '') && home.folder.path)],
  ])('on a folder %s is refused and touches nothing', async (_, make) => {
    const path = make()
    const before = readdirSync(path, { recursive: true }).sort()
    const run = await init(path)
    expect([run.exitCode, run.code, run.stdout]).toEqual([1, 'ca_exists', ''])
    expect(readdirSync(path, { recursive: true }).sort()).toEqual(before)
  })

  test('in an empty folder, or through folders that are missing, makes one', async () => {
    const [empty, deep] = [home.folder.at('empty'), home.folder.at('a/b/c')]
    mkdirSync(empty)
    for (const path of [empty, deep]) {
      expect((await init(path)).exitCode).toBe(0)
      expect(existsSync(join(path, 'certs/ca.crt'))).toBe(true)
    }
    expect(readdirSync(home.folder.at('a/b'))).toEqual(['c'])
  })

  test.each([
    ['a file', () => home.folder.write('file', 'x'), 'file_unwritable'],
    [
      'a path through a file',
      () => join(home.folder.write('file', 'x'), 'home'),
      'file_unwritable',
    ],
    ['a path that takes no folders', () => '/proc/zcert-home', 'file_unwritable'],
    ['a path through one', () => '/proc/zcert/home', 'file_unwritable'],
    ['a dangling link', danglingLink, 'file_unwritable'],
  ])('on %s is refused', async (_, make, code) => {
    const run = await init(make())
    expect([run.exitCode, run.code]).toEqual([1, code])
  })

  test('twice at once makes exactly one CA and mixes nothing', async () => {
    using folder = new TemporaryFolder()
    const path = folder.at('home')
    const runs = await inParallel(['/CN=One', '/CN=Two', '/CN=Three'], (subject) =>
      init(path, '--subject', subject),
    )
    const made = runs.filter(({ exitCode }) => exitCode === 0)
    expect(made).toHaveLength(1)
    for (const run of runs.filter((one) => !made.includes(one)))
      expect([run.exitCode, run.code]).toEqual([1, 'ca_exists'])
    expect(readdirSync(folder.path)).toEqual(['home'])
    const shown = (await zcertOk(['ca', 'show', '--home', path, '--json'])).json()
    expect(shown['fingerprint']).toBe(made[0]?.json()['fingerprint'])
    const words = ['--home', path, '--passphrase-file', home.passphraseFile]
    await zcertOk(['crl', 'generate', ...words])
    await zcertOk(['audit', 'verify', '--home', path])
  })

  test.each([
    ['no slash in front', 'CN=x', 'name_malformed'],
    ['an unknown attribute', '/XX=x/CN=y', 'name_malformed'],
    ['a country of three letters', '/C=USA/CN=y', 'name_malformed'],
    ['nothing in it', '/', 'name_malformed'],
    ['an empty value', '/O=/CN=y', 'name_malformed'],
    ['a common name of 65 characters', `/CN=${'x'.repeat(65)}`, 'lint_failed'],
    ['a newline', '/CN=x\ny', 'lint_failed'],
  ])('with a subject with %s is refused and leaves nothing', async (_, subject, code) => {
    using folder = new TemporaryFolder()
    const run = await init(folder.at('home'), '--subject', subject)
    expect([run.exitCode, run.code]).toEqual([1, code])
    expect(readdirSync(folder.path)).toEqual([])
  })
})

function danglingLink(): string {
  const link = home.folder.at('dangling')
  if (!existsSync(link)) symlinkSync(home.folder.at('nowhere/x'), link)
  return link
}

describe('a home that', () => {
  /** Reading and signing, with the codes of both where they differ. */
  const DAMAGES: Record<string, [(at: (n: string) => string) => void, string, string?]> = {
    "has another CA's certificate": [
      (at) => copyFileSync(other.at('certs/ca.crt'), at('certs/ca.crt')),
      'ca_certificate_mismatch',
    ],
    'has no certificate': [(at) => rmSync(at('certs/ca.crt')), 'file_missing'],
    'has garbage for a certificate': [
      (at) => writeFileSync(at('certs/ca.crt'), 'garbage'),
      'pem_malformed',
    ],
    "has another CA's ledger": [
      (at) => copyFileSync(other.at('ledger.db'), at('ledger.db')),
      'ca_certificate_mismatch',
    ],
    'has no ledger': [(at) => rmSync(at('ledger.db')), 'ledger_not_found'],
    'has an empty ledger': [(at) => truncateSync(at('ledger.db')), 'ledger_unreadable'],
    'has half a ledger': [(at) => truncateSync(at('ledger.db'), 30_000), 'ledger_unreadable'],
    'has garbage for a ledger': [
      (at) => writeFileSync(at('ledger.db'), Buffer.alloc(65_536, 0xa5)),
      'ledger_unreadable',
    ],
    'has a folder for a ledger': [
      (at) => {
        rmSync(at('ledger.db'))
        mkdirSync(at('ledger.db'))
      },
      'ledger_unreadable',
    ],
    'has an unknown word in zcert.yaml': [
      (at) => writeFileSync(at('zcert.yaml'), 'databse: sqlite\n'),
      'ca_configuration_invalid',
    ],
    'has no YAML in zcert.yaml': [
      (at) => writeFileSync(at('zcert.yaml'), 'database: [\n'),
      'ca_configuration_invalid',
    ],
    "has another CA's key": [
      (at) => copyFileSync(other.at('private/ca.key'), at('private/ca.key')),
      'none',
      'ca_key_mismatch',
    ],
    'has no key': [(at) => rmSync(at('private/ca.key')), 'none', 'file_missing'],
    'has garbage for a key': [
      (at) => writeFileSync(at('private/ca.key'), 'garbage'),
      'none',
      'key_malformed',
    ],
  }

  test.each(Object.entries(DAMAGES))('%s is refused', async (_, [damage, reading, signing]) => {
    const path = damaged(damage)
    const shown = await zcert(['cert', 'list', '--home', path])
    if (reading === 'none') expect(shown.exitCode).toBe(0)
    else expect([shown.exitCode, shown.code, shown.stdout]).toEqual([1, reading, ''])
    const out = home.folder.at(`out-${Math.random()}`)
    const words = ['--home', path, '--passphrase-file', home.passphraseFile, '--out', out]
    const issued = await zcert(['cert', 'issue', 'ZM-001', ...words, '--key-unencrypted', '--json'])
    expect([issued.exitCode, issued.code, issued.stdout]).toEqual([1, signing ?? reading, ''])
    expect(existsSync(out)).toBe(false)
  })

  test('is not there, is refused with the way to make it', async () => {
    for (const path of [home.folder.at('missing'), home.folder.path, '/dev/null']) {
      const run = await zcert(['ca', 'show', '--home', path])
      expect([run.exitCode, run.code]).toEqual([1, 'ca_not_found'])
      expect(run.stderr).toContain(`zcert ca init --home ${path}`)
    }
  })

  test('nothing was done to works, also when ZCERT_HOME names it', async () => {
    const path = damaged(() => undefined)
    const out = ['--out', home.folder.at('good'), '--key-unencrypted']
    const words = ['--home', path, '--passphrase-file', home.passphraseFile, ...out]
    await zcertOk(['cert', 'issue', 'ZM-001', ...words])
    const env = { ZCERT_HOME: path }
    expect((await zcertOk(['ca', 'show', '--json'], { env })).json()['home']).toBe(path)
  })

  test('has lost newcerts/ and index.txt still issues, and ca sync brings them back', async () => {
    const path = damaged((at) => {
      rmSync(at('newcerts'), { recursive: true })
      rmSync(at('index.txt'))
    })
    const out = ['--out', home.folder.at('lost'), '--key-unencrypted', '--key', 'p-256']
    const words = ['--home', path, '--passphrase-file', home.passphraseFile, ...out, '--json']
    const { serial } = (await zcertOk(['cert', 'issue', 'ZM-001', ...words])).json()
    await zcertOk(['ca', 'sync', '--home', path])
    expect(readdirSync(join(path, 'newcerts'))).toContain(`${serial}.pem`)
    expect(readFileSync(join(path, 'index.txt'), 'utf8')).toContain(`\t${serial}\t`)
  })

  test('cannot have newcerts/ warns, and the certificate is issued all the same', async () => {
    const path = damaged((at) => {
      rmSync(at('newcerts'), { recursive: true })
      writeFileSync(at('newcerts'), '')
    })
    const out = ['--out', home.folder.at('warned'), '--key-unencrypted', '--key', 'p-256']
    const words = ['--home', path, '--passphrase-file', home.passphraseFile, ...out, '--json']
    const run = await zcertOk(['cert', 'issue', 'ZM-001', ...words])
    expect(run.json()['deviceId']).toBe('ZM-001')
    expect(run.stderr).toMatch(/^warning: newcerts\/ and index.txt are behind the ledger: /m)
  })
})
