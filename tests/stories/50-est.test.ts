import { readFileSync } from 'node:fs'
import { openssl, zcert, zcertOk } from '@zcert/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { EstWorld } from './50-est-world.ts'

let world: EstWorld
beforeAll(async () => {
  world = await EstWorld.create()
})
afterAll(() => world[Symbol.asyncDispose]())

const codeOf = ({ body }: { body: Buffer }) => JSON.parse(body.toString()).code as string

describe('a device with nothing but openssl and curl', () => {
  test('enrols by its code, renews by its certificate, and is cut off by revocation', async () => {
    const code = await world.pair('E-001')
    const first = world.csr('first', 'E-001', 'rsa')
    const answer = world.enrol('E-001', code, world.base64(first.csr))
    expect(answer.headers['content-type']).toBe('application/pkcs7-mime; smime-type=certs-only')
    expect(answer.headers['content-transfer-encoding']).toBe('base64')
    expect(Number(answer.headers['content-length'])).toBe(answer.body.length)
    expect(
      answer.body
        .toString()
        .split('\n')
        .every((line) => line.length <= 76),
    ).toBe(true)
    const certificate = world.certificate('first', answer)
    const text = openssl(['x509', '-in', certificate, '-noout', '-text']).text
    expect(text).toContain('CN = Z-Monitor-E-001')
    expect(text).toContain('DNS:device-E-001')

    const pair = ['--cert', certificate, '--key', first.key]
    const second = world.csr('second', 'E-001')
    const data = ['--data-binary', `@${world.base64(second.csr)}`]
    const renewed = world.curl(world.est('simplereenroll'), ...pair, ...data)
    world.certificate('second', renewed)
    const show = await zcertOk(world.home.on('device', 'show', 'E-001', '--json'))
    const { certificates } = show.json<{ certificates: { status: string }[] }>()
    expect(certificates.map(({ status }) => status).sort()).toEqual([
      'active',
      'pending_activation',
    ])

    const same = ['--data-binary', `@${world.base64(first.csr)}`]
    const reused = world.curl(world.est('simplereenroll'), ...pair, ...same)
    expect([reused.status, codeOf(reused)]).toEqual([409, 'key_reused'])

    await zcertOk(world.home.signing('cert', 'revoke', '--device', 'E-001'))
    const third = ['--data-binary', `@${world.base64(world.csr('third', 'E-001').csr)}`]
    const refused = world.curl(world.est('simplereenroll'), ...pair, ...third)
    expect([refused.status, codeOf(refused)]).toEqual([403, 'certificate_refused'])
    expect(refused.body.toString()).toContain('certificate_revoked')
    await zcertOk(world.home.on('audit', 'verify'))
  })

  test.each([
    ['DER', (csr: string) => csr],
    ['one line', (csr: string) => world.body(readFileSync(csr).toString('base64'))],
    [
      'lines with CRLF',
      (csr: string) =>
        world.body(readFileSync(world.base64(csr), 'latin1').replaceAll('\n', '\r\n')),
    ],
  ])('may send its request as %s, chunked or not', async (name, make) => {
    const id = `F-${name.length}`
    const code = await world.pair(id)
    const file = make(world.csr(id, id).csr)
    const first = world.enrol(id, code, file)
    const certificate = world.certificate(id, first)
    const chunked = world.enrol(id, code, file, '-H', 'transfer-encoding: chunked')
    expect(readFileSync(world.certificate(`${id}-again`, chunked))).toEqual(
      readFileSync(certificate),
    )
  })

  test('gets one line when it sends no User-Agent, as strongSwan wants it', () => {
    const { body, headers } = world.curl(world.est('cacerts'), '-H', 'user-agent:')
    expect(body.toString()).toMatch(/^[A-Za-z0-9+/]+={0,2}$/)
    expect(Number(headers['content-length'])).toBe(body.length)
    expect(world.curl(world.est('csrattrs')).status).toBe(204)
    expect(world.curl(world.est('z-monitor/cacerts')).status).toBe(200)
  })
})

describe('a refused enrolment', () => {
  test('costs the code nothing, whatever was wrong with the request', async () => {
    const code = await world.pair('G-001')
    const good = world.csr('g', 'G-001')
    const other = world.csr('g-other', 'ZM-999')
    const der = readFileSync(good.csr)
    const forged = Buffer.from(der)
    forged[der.length - 5] = (forged[der.length - 5] as number) ^ 1
    const cases: [string, string, number, string][] = [
      ['bad base64', world.body('this is % not base64'), 400, 'body_malformed'],
      ['empty', world.body(''), 400, 'body_malformed'],
      [
        'PEM',
        world.body(openssl(['req', '-inform', 'DER', '-in', good.csr]).stdout),
        400,
        'body_malformed',
      ],
      ['truncated', world.body(der.subarray(0, -20)), 400, 'csr_malformed'],
      ['bad self-signature', world.body(forged), 400, 'csr_signature_invalid'],
      ['another device', world.base64(other.csr), 400, 'csr_conflict'],
      ['3 MB', world.body(Buffer.alloc(3_000_000, 'A')), 413, 'body_too_large'],
    ]
    for (const [what, file, status, reason] of cases) {
      const answer = world.enrol('G-001', code, file)
      expect([what, answer.status, codeOf(answer)]).toEqual([what, status, reason])
      expect(answer.headers['content-type']).toBe('application/problem+json')
    }
    world.certificate('g', world.enrol('G-001', code, world.base64(good.csr)))
  })

  test('without the right credentials says so, and what is asked for', async () => {
    const code = await world.pair('H-001')
    await world.pair('H-002')
    const file = world.base64(world.csr('h', 'H-001').csr)
    const none = world.curl(world.est('simpleenroll'), '--data-binary', `@${file}`)
    expect([none.status, codeOf(none)]).toEqual([401, 'credentials_missing'])
    expect(none.headers['www-authenticate']).toBe('Basic realm="zcert"')
    const asked = world.curl(world.est('simplereenroll'), '--data-binary', `@${file}`)
    expect([asked.status, codeOf(asked)]).toEqual([401, 'credentials_missing'])
    const second = world.base64(world.csr('h2', 'H-002').csr)
    for (const [id, wrong, csr] of [
      ['H-001', '222-222-222', file],
      ['H-002', code, second],
      ['H-404', code, world.base64(world.csr('h4', 'H-404').csr)],
    ] as const) {
      const answer = world.enrol(id, wrong, csr)
      expect([id, answer.status, codeOf(answer)]).toEqual([id, 401, 'pairing_refused'])
    }
    world.certificate('h', world.enrol('H-001', code, file))
    const again = world.enrol('H-001', code, world.base64(world.csr('h3', 'H-001').csr))
    expect([again.status, codeOf(again)]).toEqual([401, 'pairing_refused'])
  })

  test('with a certificate of another CA hears no reason', async () => {
    const [key, crt] = [world.folder.at('stranger.key'), world.folder.at('stranger.crt')]
    const words = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes']
    openssl([...words, '-keyout', key, '-out', crt, '-subj', '/CN=Z-Monitor-E-001', '-days', '2'])
    const data = ['--data-binary', `@${world.base64(world.csr('x', 'E-001').csr)}`]
    const answer = world.curl(world.est('simplereenroll'), '--cert', crt, '--key', key, ...data)
    expect([answer.status, codeOf(answer)]).toEqual([403, 'certificate_refused'])
    expect(JSON.parse(answer.body.toString()).title).toBe('the certificate is refused')
  })

  test('of a suspended device is refused, to who has its code', async () => {
    const code = await world.pair('I-001')
    await zcertOk(world.home.on('device', 'suspend', 'I-001'))
    const file = world.base64(world.csr('i', 'I-001').csr)
    const answer = world.enrol('I-001', code, file)
    expect([answer.status, codeOf(answer)]).toEqual([403, 'device_suspended'])
    await zcertOk(world.home.on('device', 'resume', 'I-001'))
    world.certificate('i', world.enrol('I-001', code, file))
  })
})

describe('what everybody may fetch', () => {
  test('is the CRL, new at once after a revocation and 304 in between', async () => {
    const first = world.curl(world.at('/crl/ca.crl'))
    expect(first.headers['content-type']).toBe('application/pkix-crl')
    const { etag = '', 'last-modified': modified = '' } = first.headers
    expect(world.curl(world.at('/crl/ca.crl'), '-H', `if-none-match: ${etag}`).status).toBe(304)
    expect(world.curl(world.at('/crl/ca.crl'), '-H', `if-modified-since: ${modified}`).status).toBe(
      304,
    )
    const code = await world.pair('J-001')
    const file = world.base64(world.csr('j', 'J-001').csr)
    const certificate = world.certificate('j', world.enrol('J-001', code, file))
    await zcertOk(world.home.signing('cert', 'revoke', '--device', 'J-001'))
    const second = world.curl(world.at('/crl/ca.crl'), '-H', `if-none-match: ${etag}`)
    expect(second.status).toBe(200)
    const crl = world.folder.write('j.crl', second.body)
    const pem = world.folder.at('j.crl.pem')
    openssl(['crl', '-inform', 'DER', '-in', crl, '-out', pem])
    openssl(['verify', '-CAfile', world.caFile, '-crl_check', '-CRLfile', pem, certificate], {
      exitCode: 2,
      says: /certificate revoked/,
    })
  })

  test('is the CA certificate and the health of the service; elsewhere there is nothing', () => {
    const ca = world.folder.write('ca.der', world.curl(world.at('/ca.crt')).body)
    openssl(['x509', '-inform', 'DER', '-in', ca, '-noout', '-subject'], { says: /Z-Monitor-CA/ })
    expect(world.curl(world.at('/healthz')).status).toBe(200)
    expect(world.curl(world.at('/readyz')).status).toBe(200)
    for (const path of ['/', '/.well-known/est/other/cacerts', '/api/v1/devices'])
      expect([path, world.curl(world.at(path)).status]).toEqual([path, 404])
    const keygen = world.curl(world.est('serverkeygen'), '--data-binary', 'x')
    expect([keygen.status, codeOf(keygen)]).toEqual([400, 'key_encryption_required'])
  })
})

test('a restart keeps its certificate, and nothing of codes and keys is in the log', async () => {
  const code = await world.pair('K-001')
  const file = world.base64(world.csr('k', 'K-001').csr)
  const log = world.log
  expect(await world.stop()).toBe(0)
  const serverCertificates = async () =>
    (await zcertOk(world.home.on('cert', 'list', '--json'))).stdout.match(/service:provisioning/g)
  const before = await serverCertificates()
  await world.start()
  expect(await serverCertificates()).toEqual(before)
  world.certificate('k', world.enrol('K-001', code, file))
  expect(log + world.log).not.toContain(code)
  expect(log + world.log).not.toContain('PRIVATE KEY')
})

test.each([
  ['without a passphrase', [], 'passphrase_missing'],
  ['reached from elsewhere without a name', ['--listen', '0.0.0.0:0'], 'usage'],
  ['with a name that is none', ['--listen', '127.0.0.1:0', '--tls-name', 'a b'], 'option_invalid'],
])('zcert serve %s is refused', async (_, words, code) => {
  const listen = words.includes('--listen') ? [] : ['--listen', '127.0.0.1:0']
  const line =
    code === 'passphrase_missing'
      ? world.home.on('serve', ...listen)
      : world.home.signing('serve', ...words)
  expect((await zcert(line)).code).toBe(code)
})
