import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  extensionsInText,
  openssl,
  opensslAvailable,
  opensslCertificate,
  ZcertHome,
  zcert,
  zcertOk,
} from '@zcert/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

const meta = { skipReason: 'there is no openssl 3' }

interface Revocation {
  readonly revoked: readonly { serial: string; deviceId: string }[]
  readonly reason: string
  readonly crl: { number: number; entries: number; path: string } | null
}

describe.skipIf(!opensslAvailable())('revocation, judged by openssl', { meta }, () => {
  let home: ZcertHome
  let ca: string
  let crl: string
  let count = 0
  beforeAll(async () => {
    home = await ZcertHome.create()
    ca = home.at('certs/ca.crt')
    crl = home.at('crl/crl.pem')
  })
  afterAll(() => home[Symbol.dispose]())

  async function newDevice(): Promise<string> {
    const id = `ZM-${String(++count).padStart(3, '0')}`
    await zcertOk(home.on('device', 'add', id))
    return id
  }

  async function issue(id: string): Promise<string> {
    const out = home.folder.at(`out-${id}-${Math.random()}`)
    const how = ['--out', out, '--key', 'p-256', '--key-unencrypted']
    await zcertOk(home.signing('cert', 'issue', id, ...how))
    return join(out, `device_${id}.crt`)
  }

  const crlText = () =>
    openssl(['crl', '-in', crl, '-noout', '-text', '-CAfile', ca], { says: /verify OK/ }).text
  const numberOf = (text: string) => Number(extensionsInText(text)['CRL Number'])
  const verify = (path: string, options: Parameters<typeof openssl>[1]) =>
    openssl(['verify', '-crl_check', '-CRLfile', crl, '-CAfile', ca, path], options)
  const expectRevoked = (path: string) =>
    verify(path, { exitCode: 2, says: /error 23 .*certificate revoked/ })

  test('a revoked certificate is refused by openssl verify -crl_check, its twin accepted', async () => {
    const [good, bad] = [await issue(await newDevice()), await issue(await newDevice())]
    for (const path of [good, bad]) verify(path, { says: /: OK$/m })
    const before = numberOf(crlText())
    const { serial } = opensslCertificate(bad)
    const words = home.signing('cert', 'revoke', serial, '--reason', 'keyCompromise', '--json')
    const run = (await zcertOk(words)).json<Revocation>()
    expect(run.revoked.map((one) => one.serial)).toEqual([serial])
    expect(run.crl).toMatchObject({ number: before + 1, path: crl })
    expectRevoked(bad)
    verify(good, { says: /: OK$/m })
    const text = crlText()
    expect(numberOf(text)).toBe(before + 1)
    expect(extensionsInText(text)['Authority Key Identifier']).toBe(
      opensslCertificate(ca).extensions['Subject Key Identifier'],
    )
    expect(text).toMatch(
      new RegExp(
        `Serial Number: ${serial}\\s+Revocation Date: .*\\s+CRL entry extensions:\\s+X509v3 CRL Reason Code:\\s+Key Compromise\\n`,
      ),
    )
    const openssl3 = Date.parse(/Next Update: (.*)/.exec(text)?.[1] ?? '')
    expect(openssl3 - Date.now()).toBeGreaterThan(6.9 * 86_400_000)
  })

  test.each([
    ['as openssl x509 -serial prints it', (s: string) => `serial=${s}`],
    ['in lower case', (s: string) => s.toLowerCase()],
    ['with colons', (s: string) => s.replace(/..(?!$)/g, '$&:')],
    ['with 0x in front', (s: string) => `0x${s}`],
    ['with leading zeros', (s: string) => `0000${s}`],
    ['with spaces round it', (s: string) => ` ${s}\n`],
    [
      'over two lines, as openssl x509 -text breaks it',
      (s: string) => `${s.slice(0, 16).replace(/../g, '$&:')}\n    ${s.slice(16)}`.toLowerCase(),
    ],
    ['without its leading zero', (s: string) => s.replace(/^0+/, '')],
  ])('a serial number %s names that certificate and only it', async (_, written) => {
    const [other, path] = [await issue(await newDevice()), await issue(await newDevice())]
    const { serial } = opensslCertificate(path)
    const run = await zcertOk(home.signing('cert', 'revoke', written(serial), '--json'))
    expect(run.json<Revocation>().revoked.map((one) => one.serial)).toEqual([serial])
    expectRevoked(path)
    verify(other, { says: /: OK$/m })
  })

  test('every reason of RFC 5280 comes out as openssl names it', async () => {
    const reasons = {
      keyCompromise: 'Key Compromise',
      cACompromise: 'CA Compromise',
      affiliationChanged: 'Affiliation Changed',
      superseded: 'Superseded',
      cessationOfOperation: 'Cessation Of Operation',
      certificateHold: 'Certificate Hold',
      privilegeWithdrawn: 'Privilege Withdrawn',
      aACompromise: 'AA Compromise',
    }
    const serials: string[] = []
    for (const reason of Object.keys(reasons)) {
      const { serial } = opensslCertificate(await issue(await newDevice()))
      serials.push(serial)
      await zcertOk(home.on('cert', 'revoke', serial, '--reason', reason, '--no-crl'))
    }
    const before = crlText()
    for (const serial of serials) expect(before).not.toContain(serial)
    await zcertOk(home.signing('crl', 'generate'))
    const text = crlText()
    for (const [at, words] of Object.values(reasons).entries()) {
      expect(text).toMatch(
        new RegExp(`Serial Number: ${serials[at]}\\n.*\\n.*\\n.*\\n *${words}\\n`),
      )
    }
  })

  test('without a reason the entry has none, as RFC 5280 advises for unspecified', async () => {
    const { serial } = opensslCertificate(await issue(await newDevice()))
    await zcertOk(home.signing('cert', 'revoke', serial))
    const entry = crlText()
      .split(/(?=Serial Number: )/)
      .find((part) => part.includes(serial))
    expect(entry).not.toContain('Reason')
  })

  test('--device revokes every certificate of the device and nobody else', async () => {
    const [id, other] = [await newDevice(), await newDevice()]
    const paths = [await issue(id), await issue(id)]
    // One that is replaced, one in use, and one that waits.
    await zcertOk(home.on('cert', 'activate', opensslCertificate(paths[1] ?? '').serial))
    paths.push(await issue(id))
    const safe = await issue(other)
    const words = ['cert', 'revoke', '--device', id, '--reason', 'cessationOfOperation', '--json']
    const run = (await zcertOk(home.signing(...words))).json<Revocation>()
    expect(run.revoked.map(({ serial }) => serial).sort()).toEqual(
      paths.map((path) => opensslCertificate(path).serial).sort(),
    )
    for (const path of paths) expectRevoked(path)
    verify(safe, { says: /: OK$/m })
    const again = await zcert(home.signing('cert', 'revoke', '--device', id))
    expect([again.exitCode, again.code]).toEqual([1, 'certificate_already_revoked'])
  })

  test('crl generate counts upward, --out writes the same CRL, --days its life', async () => {
    const before = numberOf(crlText())
    const out = home.folder.at('copy.crl')
    const run = await zcertOk(
      home.signing('crl', 'generate', '--out', out, '--days', '10', '--json'),
    )
    expect(run.json()).toMatchObject({ number: before + 1, path: out })
    expect(readFileSync(out)).toEqual(readFileSync(crl))
    const [from, to] = [/Last Update: (.*)/, /Next Update: (.*)/].map((pattern) =>
      Date.parse(pattern.exec(crlText())?.[1] ?? ''),
    ) as [number, number]
    expect(to - from).toBe(10 * 86_400_000)
    const tooLong = await zcert(home.signing('crl', 'generate', '--days', '11'))
    expect([tooLong.exitCode, tooLong.code]).toEqual([2, 'option_invalid'])
    expect(numberOf(crlText())).toBe(before + 1)
  })

  test('crl show tells what openssl tells', async () => {
    const shown = (await zcertOk(home.on('crl', 'show', '--json'))).json<{
      number: number
      entries: { serial: string; reason: string }[]
    }>()
    const text = crlText()
    expect(shown.number).toBe(numberOf(text))
    expect(shown.entries.map(({ serial }) => serial)).toEqual(
      [...text.matchAll(/Serial Number: ([0-9A-F]+)/g)].map(([, serial]) => serial),
    )
    const file = await zcertOk(['crl', 'show', crl, '--json'])
    expect(file.json()).toEqual(shown)
    const der = home.folder.at('crl.der')
    openssl(['crl', '-in', crl, '-outform', 'DER', '-out', der])
    expect((await zcertOk(['crl', 'show', der, '--json'])).json()).toEqual(shown)
  })

  test('openssl ca goes on with index.txt: -status knows each certificate, -gencrl lists the revoked', async () => {
    const live = opensslCertificate(await issue(await newDevice())).serial
    const dead = opensslCertificate(await issue(await newDevice())).serial
    await zcertOk(home.signing('cert', 'revoke', dead, '--reason', 'superseded'))
    const index = readFileSync(home.at('index.txt'), 'utf8')
    for (const [, serial = ''] of index.matchAll(/^[VR]\t[^\t]*\t[^\t]*\t([0-9A-F]+)\t/gm))
      expect(existsSync(home.at(`newcerts/${serial}.pem`)), serial).toBe(true)
    const config = home.folder.write(
      'openssl.cnf',
      `[ca]\ndefault_ca = it\n[it]\ndatabase = ${home.folder.write('index.txt', index)}
unique_subject = no\ncertificate = ${ca}\nprivate_key = ${home.at('private/ca.key')}
default_md = sha256\ndefault_crl_days = 7\ncrlnumber = ${home.folder.write('crlnumber', '9000\n')}\n`,
    )
    const run = ['ca', '-config', config]
    openssl([...run, '-status', live], { exitCode: 1, says: new RegExp(`${live}=Valid \\(V\\)`) })
    openssl([...run, '-status', dead], { exitCode: 1, says: new RegExp(`${dead}=Revoked \\(R\\)`) })
    const out = home.folder.at('theirs.crl')
    openssl([...run, '-gencrl', '-passin', `file:${home.passphraseFile}`, '-out', out])
    const entries = (text: string) =>
      [...text.matchAll(/Serial Number: ([0-9A-F]+)/g)].map(([, serial]) => serial).sort()
    const theirs = openssl(['crl', '-in', out, '-noout', '-text', '-CAfile', ca], {
      says: /verify OK/,
    }).text
    expect(entries(theirs)).toEqual(entries(crlText()))
    expect(theirs).toMatch(new RegExp(`${dead}\\n.*\\n.*\\n.*\\n *Superseded`))
  })
})
