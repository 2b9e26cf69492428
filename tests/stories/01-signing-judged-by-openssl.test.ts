import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  extensionsInText,
  openssl,
  opensslAvailable,
  opensslCertificate,
  passphraseFile,
  ZcertHome,
  zcertOk,
} from '@zcert/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

const meta = { skipReason: 'there is no openssl 3' }

/** The CSR configuration of the guide, as it stands there. */
const guideConfig = (id: string) => `[req]
distinguished_name = req_distinguished_name
req_extensions = v3_req

[v3_req]
basicConstraints = CA:FALSE
keyUsage = digitalSignature,keyEncipherment
extendedKeyUsage = clientAuth
subjectAltName = @alt_names

[alt_names]
DNS.1 = device-${id}
otherName.1 = 1.3.6.1.4.1.12345.1.1;UTF8:${id}

[req_distinguished_name]
`
const guideSubject = (id: string) =>
  `/C=US/ST=State/L=City/O=Hospital/OU=Medical-Devices/CN=Z-Monitor-${id}`

const KEYS = {
  'rsa:2048': ['-newkey', 'rsa:2048'],
  'rsa:4096': ['-newkey', 'rsa:4096'],
  'P-256': ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256'],
  'P-384': ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-384'],
} as const

describe.skipIf(!opensslAvailable())('cert sign, judged by openssl', { meta }, () => {
  let home: ZcertHome
  let count = 0
  beforeAll(async () => {
    home = await ZcertHome.create()
  })
  afterAll(() => home[Symbol.dispose]())

  /** A device of its own for each test, so that each gets its first certificate. */
  async function newDevice(): Promise<string> {
    const id = `ZM-${String(++count).padStart(3, '0')}`
    await zcertOk(home.on('device', 'add', id))
    return id
  }

  async function sign(id: string, csr: string, ...words: string[]) {
    const out = `${csr}.crt`
    const run = await zcertOk(
      home.signing('cert', 'sign', id, '--csr', csr, '--out', out, '--json', ...words),
    )
    return { out, row: run.json<{ serial: string; repeated: boolean }>() }
  }

  /** `openssl req -new` with a fresh key. */
  function opensslCsr(name: string, words: readonly string[]): { csr: string; key: string } {
    const [csr, key] = [home.folder.at(`${name}.csr`), home.folder.at(`${name}.key`)]
    openssl(['req', '-new', '-nodes', '-keyout', key, '-out', csr, ...words])
    return { csr, key }
  }

  /** What the profile gives, whatever the CSR said. */
  function expectProfile(path: string, id: string, publicKey: string): void {
    const read = opensslCertificate(path)
    const isRsa = read.text.includes('rsaEncryption')
    expect(read.subject).toBe(
      `CN=Z-Monitor-${id},OU=Medical-Devices,O=Hospital,L=City,ST=State,C=US`,
    )
    expect(read.publicKey).toBe(publicKey)
    expect(read.extensions).toEqual({
      'Basic Constraints': 'CA:FALSE',
      'Key Usage': isRsa ? 'Digital Signature, Key Encipherment' : 'Digital Signature',
      'Extended Key Usage': 'TLS Web Client Authentication',
      'Subject Alternative Name': `DNS:device-${id}, othername: 1.3.6.1.4.1.12345.1.1::${id}`,
      'Authority Key Identifier': opensslCertificate(home.at('certs/ca.crt')).extensions[
        'Subject Key Identifier'
      ],
      'Subject Key Identifier': expect.any(String),
    })
    const ca = home.at('certs/ca.crt')
    openssl(['verify', '-x509_strict', '-purpose', 'sslclient', '-CAfile', ca, path], {
      says: /: OK$/m,
    })
  }

  const publicKeyIn = (key: string) => openssl(['pkey', '-in', key, '-pubout']).text

  test.each(['rsa-2048', 'p-256', 'p-384'])(
    'agent csr --key %s makes a CSR that openssl verifies, with what the guide asks for',
    async (kind) => {
      const id = await newDevice()
      const [dir, csr] = [home.folder.at(`device-${id}`), home.folder.at(`${id}.csr`)]
      const words = ['agent', 'csr', '--dir', dir, '--device-id', id, '--key', kind, '--out', csr]
      await zcertOk([...words, '--key-unencrypted'])
      const { text } = openssl(['req', '-in', csr, '-noout', '-verify', '-text'], {
        says: /self-signature verify OK/,
      })
      expect(extensionsInText(text)).toEqual({
        'Basic Constraints': 'CA:FALSE',
        'Key Usage':
          kind === 'rsa-2048' ? 'Digital Signature, Key Encipherment' : 'Digital Signature',
        'Extended Key Usage': 'TLS Web Client Authentication',
        'Subject Alternative Name': `DNS:device-${id}, othername: 1.3.6.1.4.1.12345.1.1::${id}`,
      })
      expect(text).toContain(`CN = Z-Monitor-${id}`)
      const { out } = await sign(id, csr)
      expectProfile(out, id, publicKeyIn(join(dir, `device_${id}.key`)))
    },
  )

  test.each(Object.entries(KEYS))(
    "the guide's own openssl req with a key of %s is signed, under the profile's usages",
    async (_, words) => {
      const id = await newDevice()
      const config = home.folder.write(`${id}.cnf`, guideConfig(id))
      const { csr, key } = opensslCsr(id, [...words, '-subj', guideSubject(id), '-config', config])
      const { out } = await sign(id, csr)
      expectProfile(out, id, publicKeyIn(key))
    },
  )

  test('a CSR without any extension and with nothing but a common name is enough', async () => {
    const id = await newDevice()
    const { csr, key } = opensslCsr(id, [...KEYS['P-256'], '-subj', `/CN=Z-Monitor-${id}`])
    expect(openssl(['req', '-in', csr, '-noout', '-text']).text).not.toContain('X509v3')
    const { out } = await sign(id, csr)
    expectProfile(out, id, publicKeyIn(key))
  })

  test('a CSR in DER form is read like one in PEM', async () => {
    const id = await newDevice()
    const { csr, key } = opensslCsr(id, [...KEYS['P-256'], '-subj', guideSubject(id)])
    const der = home.folder.at(`${id}.der`)
    openssl(['req', '-in', csr, '-outform', 'DER', '-out', der])
    const { out } = await sign(id, der)
    expectProfile(out, id, publicKeyIn(key))
  })

  test('text before the PEM block, as openssl req -text writes it, does no harm', async () => {
    const id = await newDevice()
    const { csr, key } = opensslCsr(id, [...KEYS['P-256'], '-subj', guideSubject(id), '-text'])
    expect(readFileSync(csr, 'utf8')).toMatch(/^Certificate Request:/)
    const { out } = await sign(id, csr)
    expectProfile(out, id, publicKeyIn(key))
  })

  test('a challengePassword is ignored, and the audit log tells so without its value', async () => {
    const id = await newDevice()
    const secret = 'challenge-canary-4711'
    const config = home.folder.write(
      `${id}.cnf`,
      `[req]\ndistinguished_name = dn\nattributes = more\nprompt = no\n[dn]\nCN = Z-Monitor-${id}\n` +
        `[more]\nchallengePassword = ${secret}\nunstructuredName = unit 7\n`,
    )
    const { csr, key } = opensslCsr(id, [...KEYS['P-256'], '-config', config])
    expect(openssl(['req', '-in', csr, '-noout', '-text']).text).toContain(secret)
    const { out } = await sign(id, csr)
    expectProfile(out, id, publicKeyIn(key))
    const { stdout } = await zcertOk(home.on('audit', 'list', '--json'))
    const { events } = JSON.parse(stdout) as {
      events: { deviceId: string; action: string; details: Record<string, string> }[]
    }
    const issued = events.find((e) => e.deviceId === id && e.action === 'certificate_issued')
    expect(issued?.details['ignoredAttributes']?.split(' ').sort()).toEqual([
      '1.2.840.113549.1.9.2',
      '1.2.840.113549.1.9.7',
    ])
    expect(stdout).not.toContain(secret)
  })

  test('the same CSR again gets the same certificate, byte for byte', async () => {
    const id = await newDevice()
    const { csr } = opensslCsr(id, [...KEYS['P-256'], '-subj', guideSubject(id)])
    const first = await sign(id, csr)
    const before = readFileSync(first.out)
    const second = await sign(id, csr)
    expect([first.row.repeated, second.row.repeated]).toEqual([false, true])
    expect(second.row.serial).toBe(first.row.serial)
    expect(readFileSync(second.out)).toEqual(before)
  })

  test('a service gets a server certificate with its names, which openssl accepts for a server', async () => {
    const { csr, key } = opensslCsr('gateway', [...KEYS['P-256'], '-subj', '/CN=gateway'])
    const names = ['--tls-name', 'gateway.hospital.example', '--tls-name', '127.0.0.1']
    const { out } = await sign('service:gateway', csr, ...names)
    const { extensions, publicKey } = opensslCertificate(out)
    expect(publicKey).toBe(publicKeyIn(key))
    expect(extensions).toMatchObject({
      'Extended Key Usage': 'TLS Web Server Authentication',
      'Subject Alternative Name': 'DNS:gateway.hospital.example, IP Address:127.0.0.1',
    })
    const verify = ['verify', '-x509_strict', '-CAfile', home.at('certs/ca.crt')]
    const named = ['-purpose', 'sslserver', '-verify_hostname', 'gateway.hospital.example']
    openssl([...verify, ...named, out], { says: /: OK$/m })
    openssl([...verify, '-purpose', 'sslclient', out], { exitCode: 2 })
  })

  test('an encrypted key of openssl genrsa -aes256 stays where it is; its CSR is signed', async () => {
    const id = await newDevice()
    const pass = passphraseFile(home.folder, `${id}.pass`, 'device secret')
    const [key, csr] = [home.folder.at(`${id}.key`), home.folder.at(`${id}.csr`)]
    openssl(['genrsa', '-aes256', '-passout', `file:${pass}`, '-out', key, '2048'])
    const config = home.folder.write(`${id}.cnf`, guideConfig(id))
    const from = ['req', '-new', '-key', key, '-passin', `file:${pass}`, '-config', config]
    openssl([...from, '-subj', guideSubject(id), '-out', csr])
    const { out } = await sign(id, csr)
    const opened = openssl(['pkey', '-in', key, '-passin', `file:${pass}`, '-pubout'])
    expectProfile(out, id, opened.text)
  })
})
