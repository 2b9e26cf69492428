import { randomBytes } from 'node:crypto'
import {
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { Passphrase } from '@zcert/files'
import { FakeClock, folderSnapshot, TemporaryFolder } from '@zcert/testkit'
import {
  days,
  encodePem,
  isEncryptedPrivateKey,
  parseCertificateLists,
  parseCertificates,
  parseSlashName,
} from '@zcert/x509'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { verifyAudit } from '../audit/verify-audit.ts'
import { ACTOR, TEST_CA, verdictOf } from '../test-authority.fixture.ts'
import { createHome, type HomeRequest } from './create-home.ts'
import { openHome, unlockAuthority } from './open-home.ts'

const environment = { now: new FakeClock().now, randomBytes }

let folder: TemporaryFolder
let root: string
let other: string
beforeAll(async () => {
  folder = new TemporaryFolder()
  ;[root, other] = [folder.at('home'), folder.at('other')]
  await create(root)
  await create(other)
})
afterAll(() => folder[Symbol.dispose]())

const passphrase = (text = 'the passphrase of the CA') => new Passphrase(Buffer.from(text))

function create(path: string, changes: Partial<HomeRequest> = {}) {
  const request: HomeRequest = {
    subject: parseSlashName('/C=US/O=Hospital/CN=Z-Monitor-CA'),
    key: 'p-256',
    validity: days(3650),
    passphrase: passphrase(),
    ...changes,
  }
  return createHome(path, request, ACTOR, environment)
}

let copies = 0

/** A copy of the home with something done to it. */
function damaged(damage: (at: (name: string) => string) => void): string {
  const path = folder.at(`damaged-${copies++}`)
  cpSync(root, path, { recursive: true })
  damage((name) => join(path, name))
  return path
}

async function opened(path: string): Promise<void> {
  await using _ = await openHome(path)
}

async function unlocked(path: string, given: Passphrase | undefined): Promise<void> {
  await using home = await openHome(path)
  unlockAuthority(home, given, environment)
}

/** Modes of everything in a home, by name. */
function modesOf(path: string): Record<string, string> {
  const names = readdirSync(path, { recursive: true, encoding: 'utf8' })
  const modeOf = (name: string) => (statSync(join(path, name)).mode & 0o7777).toString(8)
  return Object.fromEntries(['', ...names].map((name) => [name, modeOf(name)]))
}

describe('createHome()', () => {
  test("makes the guide's folder, private where it must be", () => {
    expect(modesOf(root)).toEqual({
      '': '700',
      private: '700',
      'private/ca.key': '600',
      'private/projection.json': '600',
      'private/projection.lock': expect.any(String),
      certs: '755',
      'certs/ca.crt': '644',
      crl: '755',
      'crl/crl.pem': '644',
      newcerts: '755',
      'index.txt': '644',
      'ledger.db': '600',
      serial: '644',
      'zcert.yaml': '644',
    })
    expect(readFileSync(join(root, 'serial'), 'utf8')).toBe('1000\n')
    expect(readFileSync(join(root, 'index.txt'), 'utf8')).toBe('')
  })

  test('puts the key away encrypted, and a first CRL beside the certificate', async () => {
    expect(isEncryptedPrivateKey(readFileSync(join(root, 'private/ca.key')))).toBe(true)
    const [crl] = parseCertificateLists(readFileSync(join(root, 'crl/crl.pem')))
    expect(crl?.crlNumber).toBe(1n)
    await using home = await openHome(root)
    expect(home.certificate).toMatchObject({ notAfter: environment.now() + days(3650) })
    const events = await home.ledger.reader.audit.list()
    expect(events.map(({ action, user }) => [action, user])).toEqual([
      ['ca_created', ACTOR.user],
      ['crl_issued', ACTOR.user],
    ])
    expect(await verifyAudit(home.ledger)).toMatchObject({ events: 2, certificates: 0 })
  })

  test('in an empty folder, and in one whose parents are missing', async () => {
    mkdirSync(folder.at('empty'))
    for (const path of [folder.at('empty'), folder.at('a/b/c')]) {
      await create(path)
      expect(await verdictOf(() => opened(path))).toBe('passes')
    }
    expect(readdirSync(folder.at('a/b'))).toEqual(['c'])
  })

  test.each<[string, () => string, string]>([
    ['with a CA', () => damaged(() => undefined), 'ca_exists'],
    ['with the rest of one', () => damaged((at) => rmSync(at('ledger.db'))), 'ca_exists'],
    ['that is a file', () => folder.write('file', 'x'), 'file_unwritable'],
  ])('refuses a folder %s and changes nothing', async (_, make, code) => {
    const path = make()
    const [before, beside] = [folderSnapshot(path), readdirSync(folder.path).sort()]
    expect(await verdictOf(() => create(path))).toBe(code)
    expect(folderSnapshot(path)).toEqual(before)
    expect(readdirSync(folder.path).sort()).toEqual(beside)
  })

  test.each<[string, Partial<HomeRequest>, string]>([
    ['a public URL of TLS', { publicUrl: 'https://pki.example' }, 'ca_configuration_invalid'],
    ['an empty subject', { subject: { der: Buffer.from([0x30, 0]), rdns: [] } }, 'lint_failed'],
    ['no validity', { validity: days(0) }, 'lint_failed'],
  ])('refuses %s and leaves nothing behind', async (_, changes, code) => {
    const beside = readdirSync(folder.path).sort()
    expect(await verdictOf(() => create(folder.at('refused'), changes))).toBe(code)
    expect(readdirSync(folder.path).sort()).toEqual(beside)
  })

  test('lets one of two that begin at the same time through', async () => {
    const path = folder.at('race')
    const verdicts = [1, 2].map(() => verdictOf(() => create(path)))
    expect((await Promise.all(verdicts)).sort()).toEqual(['ca_exists', 'passes'])
    expect(readdirSync(folder.path).filter((name) => name.startsWith('race'))).toEqual(['race'])
    expect(await verdictOf(() => unlocked(path, passphrase()))).toBe('passes')
  })

  test('says in certificates where the CRL lies, if it is told', async () => {
    const path = folder.at('public')
    await create(path, { publicUrl: 'http://pki.hospital.example/' })
    await using home = await openHome(path)
    expect(home.configuration.publicUrl).toBe('http://pki.hospital.example/')
    const { issuerFacts } = unlockAuthority(home, passphrase(), environment)
    expect(issuerFacts.addresses?.crl).toBe('http://pki.hospital.example/crl/ca.crl')
  })
})

describe('openHome()', () => {
  test.each<[string, (at: (name: string) => string) => void, string]>([
    ['as it was made', () => undefined, 'passes'],
    ['without a configuration', (at) => rmSync(at('zcert.yaml')), 'passes'],
    ['without what is made again', (at) => rmSync(at('newcerts'), { recursive: true }), 'passes'],
    ['without a ledger', (at) => rmSync(at('ledger.db')), 'ledger_not_found'],
    ['without a certificate', (at) => rmSync(at('certs/ca.crt')), 'file_missing'],
    ['without anything', (at) => rmSync(at('.'), { recursive: true }), 'ca_not_found'],
    [
      "with another CA's certificate",
      (at) => cpSync(join(other, 'certs/ca.crt'), at('certs/ca.crt')),
      'ca_certificate_mismatch',
    ],
    [
      "with another CA's ledger",
      (at) => cpSync(join(other, 'ledger.db'), at('ledger.db')),
      'ca_certificate_mismatch',
    ],
    [
      'with the certificate of a namesake that nobody recorded',
      (at) => writeFileSync(at('certs/ca.crt'), encodePem('CERTIFICATE', TEST_CA.certificate.der)),
      'ca_certificate_mismatch',
    ],
    [
      'with a configuration that nobody understands',
      (at) => writeFileSync(at('zcert.yaml'), 'database: oracle\n'),
      'ca_configuration_invalid',
    ],
    [
      'with a ledger that was emptied',
      (at) => writeFileSync(at('ledger.db'), ''),
      'ledger_unreadable',
    ],
    [
      'with a ledger of which one octet is left',
      (at) => truncateSync(at('ledger.db'), 1),
      'ledger_unreadable',
    ],
    [
      'with a certificate that is none',
      (at) => writeFileSync(at('certs/ca.crt'), 'x'),
      'pem_malformed',
    ],
    [
      'with a ledger that is none',
      (at) => writeFileSync(at('ledger.db'), 'x'.repeat(9000)),
      'ledger_unreadable',
    ],
  ])('a home %s: %#', async (_, damage, code) => {
    expect(await verdictOf(() => opened(damaged(damage)))).toBe(code)
  })

  test('names the home that it did not find', async () => {
    await expect(openHome(folder.at('nowhere'))).rejects.toMatchObject({
      message: `there is no CA in ${folder.at('nowhere')}`,
      details: { home: folder.at('nowhere') },
    })
  })
})

describe('unlockAuthority()', () => {
  const withKeyOf = (path: string) =>
    damaged((at) => cpSync(join(path, 'private/ca.key'), at('private/ca.key')))

  test.each<[string, () => string, () => Passphrase | undefined, string]>([
    ['the right passphrase', () => root, passphrase, 'passes'],
    ['a wrong one', () => root, () => passphrase('wrong'), 'passphrase_wrong'],
    ['an empty one', () => root, () => passphrase(''), 'passphrase_wrong'],
    ['none', () => root, () => undefined, 'passphrase_required'],
    ["another CA's key", () => withKeyOf(other), passphrase, 'ca_key_mismatch'],
    ['the same key, put back', () => withKeyOf(root), passphrase, 'passes'],
    [
      'a key that is none',
      () => damaged((at) => writeFileSync(at('private/ca.key'), 'x')),
      passphrase,
      'key_malformed',
    ],
    [
      'no key at all',
      () => damaged((at) => rmSync(at('private/ca.key'))),
      passphrase,
      'file_missing',
    ],
  ])('with %s', async (_, home, given, code) => {
    expect(await verdictOf(() => unlocked(home(), given()))).toBe(code)
  })

  test("gives a signer whose key is the certificate's", async () => {
    await using home = await openHome(root)
    const context = unlockAuthority(home, passphrase(), environment)
    const [certificate] = parseCertificates(readFileSync(join(root, 'certs/ca.crt')))
    expect(context.signer.publicKey.der).toEqual(certificate.publicKey.der)
    expect(context.issuerText).toBe('CN=Z-Monitor-CA,O=Hospital,C=US')
  })
})
