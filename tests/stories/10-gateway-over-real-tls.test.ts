import { oddDevice, testKeyPair } from '@zcert/testkit'
import { instantOf, plus, seconds } from '@zcert/x509'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { CLIENTS, sendMessage, TLS_VERSIONS } from './10-gateway-clients.ts'
import { type Credential, GatewayWorld } from './10-gateway-world.ts'

const NOW = instantOf(new Date())
const { valid } = GatewayWorld

let world: GatewayWorld

beforeAll(async () => {
  world = await GatewayWorld.create('ZM-001', 'ZM-002', 'ZM-003', 'ZM-004')
  await world.zcert('cert', 'revoke', '--device', 'ZM-002', '--reason', 'keyCompromise')
  await world.setStatus('ZM-003', 'suspended')
  await world.setStatus('ZM-004', 'retired')
  await world.serve()
})

afterAll(() => world[Symbol.asyncDispose]())

/** Who is refused: what the wire may say, and what the log says. */
const REFUSED: Readonly<
  Record<string, { heard: string; logged: string; who: () => Credential | undefined }>
> = {
  'nobody: no certificate': {
    heard: 'certificate_refused',
    logged: 'certificate_missing',
    who: () => undefined,
  },
  'a device of another CA': {
    heard: 'certificate_refused',
    logged: 'issuer_unknown',
    who: () => world.keep('foreign', GatewayWorld.foreignCa().issue(valid())),
  },
  'a certificate with a tampered signature': {
    heard: 'certificate_refused',
    logged: 'signature_invalid',
    who: () => world.keep('tampered', oddDevice(world.ca, 'tampered', valid())),
  },
  'a certificate with an unknown critical extension': {
    heard: 'certificate_refused',
    logged: 'critical_extension_unknown',
    who: () => world.keep('critical', oddDevice(world.ca, 'unknown-critical-extension', valid())),
  },
  'an expired certificate': {
    heard: 'certificate_expired',
    logged: 'certificate_expired',
    who: () => world.keep('expired', world.ca.issue(valid({ notAfter: plus(NOW, seconds(-5)) }))),
  },
  'a certificate that is not valid yet': {
    heard: 'not_yet_valid',
    logged: 'not_yet_valid',
    who: () => world.keep('early', world.ca.issue({ notBefore: plus(NOW, seconds(3600)) })),
  },
  "a server's certificate": {
    heard: 'purpose_forbidden',
    logged: 'purpose_forbidden',
    who: () => world.keep('server', oddDevice(world.ca, 'server-auth-only', valid())),
  },
  'a certificate that names no device': {
    heard: 'device_identity_missing',
    logged: 'device_identity_missing',
    who: () => world.keep('nameless', oddDevice(world.ca, 'identity-missing', valid())),
  },
  'a certificate that names two devices': {
    heard: 'device_identity_doubled',
    logged: 'device_identity_doubled',
    who: () => world.keep('doubled', oddDevice(world.ca, 'identity-doubled', valid())),
  },
  'a device ID in the common name alone': {
    heard: 'device_identity_cn_only',
    logged: 'device_identity_cn_only',
    who: () => world.keep('cn', oddDevice(world.ca, 'identity-in-the-common-name-only', valid())),
  },
  'a device that is not registered': {
    heard: 'device_not_registered',
    logged: 'device_not_registered',
    who: () => world.keep('unknown', world.ca.issue(valid({ deviceId: 'ZM-999' }))),
  },
  'a suspended device': {
    heard: 'device_suspended',
    logged: 'device_suspended',
    who: () => world.credential('ZM-003'),
  },
  'a retired device': {
    heard: 'device_retired',
    logged: 'device_retired',
    who: () => world.credential('ZM-004'),
  },
  'a revoked device': {
    heard: 'certificate_revoked',
    logged: 'certificate_revoked',
    who: () => world.credential('ZM-002'),
  },
}

describe.each(Object.entries(CLIENTS))('zcert gateway serve, asked by %s', (_, ask) => {
  test.each(TLS_VERSIONS)('hears a good device over TLS %s', async (tls) => {
    const before = world.stored('ZM-001')
    const answer = await sendMessage(world, world.credential('ZM-001'), tls, ask)
    expect(answer).toMatchObject({ status: 200, code: 'processed' })
    expect(world.stored('ZM-001')).toBe(before + 1)
  })

  test.each(Object.entries(REFUSED))('refuses %s over TLS 1.2 and 1.3', async (_name, refusal) => {
    const { heard, logged, who } = refusal
    const credential = who()
    for (const tls of TLS_VERSIONS) {
      const seen = world.log.length
      const audited = world.audit('connection_refused').length
      const question = { tls, credential, method: 'POST', body: Buffer.from('{}') }
      const answer = await ask(world, question)
      expect(answer).toMatchObject({ status: 403, code: heard })
      if (heard !== logged) expect(answer.text).not.toContain(logged)
      const logLine = { event: 'connection_refused', code: logged }
      await expect.poll(() => world.log[seen]).toMatchObject(logLine)
      expect(world.audit('connection_refused').slice(audited)).toMatchObject([{ code: logged }])
    }
  })
})

describe('zcert gateway serve', () => {
  test.each(['p-256', 'p-384', 'rsa-2048', 'rsa-4096'] as const)(
    'hears a device with a key of kind %s',
    async (kind) => {
      const made = world.ca.issue(valid({ keys: testKeyPair(kind) }))
      const credential = world.keep(kind, made)
      for (const tls of TLS_VERSIONS) {
        expect(await sendMessage(world, credential, tls)).toMatchObject({ code: 'processed' })
      }
    },
  )

  test('tells a device with a P-521 key that such keys sign no messages', async () => {
    const credential = world.keep('p-521', world.ca.issue(valid({ keys: testKeyPair('p-521') })))
    const { headers, body } = { headers: {}, body: Buffer.from('{}') }
    const question = { tls: '1.3', credential, method: 'POST', headers, body } as const
    expect(await CLIENTS.node(world, question)).toMatchObject({
      status: 400,
      code: 'key_unsupported',
    })
  })

  test('refuses a device with an RSA key of 1,024 bits', async () => {
    const made = world.ca.issue(valid({ keys: testKeyPair('rsa-1024') }))
    const credential = world.keep('rsa-1024', made)
    const weak = ['-cipher', 'DEFAULT@SECLEVEL=0']
    for (const tls of TLS_VERSIONS) {
      const answer = await CLIENTS.openssl(world, { tls, credential }, weak)
      expect(answer).toMatchObject({ status: 403, code: 'certificate_refused' })
    }
  })

  test('hears nothing below TLS 1.2', async () => {
    const old = { ...world.credential('ZM-001') }
    const line = ['-connect', `127.0.0.1:${world.port}`, '-cert', old.certFile, '-key', old.keyFile]
    for (const version of ['-tls1', '-tls1_1']) {
      const text = await world.sClient([...line, version, '-cipher', 'DEFAULT@SECLEVEL=0'])
      expect(text).not.toContain('BEGIN CERTIFICATE')
      expect(text).toMatch(/protocol version|no protocols|alert/)
    }
  })
})
