import { printFigure } from '@zcert/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Reply, replyOf, TLS_VERSIONS } from './10-gateway-clients.ts'
import { type Credential, GatewayWorld } from './10-gateway-world.ts'
import { type ConnectionOptions, RawConnection } from './11-raw-connection.ts'

const KINDS = {
  'TLS 1.3 ticket': { tls: '1.3' },
  'TLS 1.2 ticket': { tls: '1.2' },
  'TLS 1.2 session ID': { tls: '1.2', tickets: 'no' },
} as const satisfies Record<string, Omit<ConnectionOptions, 'credential'>>

const kinds = Object.entries(KINDS)

let world: GatewayWorld
let next = 0

beforeAll(async () => {
  world = await GatewayWorld.create()
  await world.serve()
})

afterAll(() => world[Symbol.asyncDispose]())

async function newDevice(): Promise<{ id: string; credential: Credential }> {
  const id = `ZM-${++next}`
  return { id, credential: await world.addDevice(id) }
}

const revoke = (id: string) =>
  world.zcert('cert', 'revoke', '--device', id, '--reason', 'keyCompromise')

/** Opens a connection, posts once, and keeps the session it is offered. */
async function firstVisit(credential: Credential, kind: (typeof KINDS)[keyof typeof KINDS]) {
  using connection = await RawConnection.open(world, { ...kind, credential })
  expect(connection.isReused).toBe(false)
  expect((await connection.post(world, credential)).code).toBe('processed')
  const session = connection.session ?? connection.socket.getSession()
  expect(session).toBeDefined()
  return session as Buffer
}

/** Comes back with a session and posts once. */
async function comeBack(credential: Credential, options: Omit<ConnectionOptions, 'credential'>) {
  using connection = await RawConnection.open(world, { ...options, credential })
  const reply = await connection.post(world, credential)
  return { code: reply.code, isReused: connection.isReused }
}

describe.each(kinds)('a session resumed by %s', (name, kind) => {
  // Node.js keeps no sessions of its own, so an ID alone is never resumed: the handshake is a new one.
  const isReused = name !== 'TLS 1.2 session ID'

  test('of a good device is heard', async () => {
    const { credential } = await newDevice()
    const session = await firstVisit(credential, kind)
    expect(await comeBack(credential, { ...kind, session })).toEqual({
      code: 'processed',
      isReused,
    })
  })

  test('of a device revoked since is refused on its first request', async () => {
    const { id, credential } = await newDevice()
    const session = await firstVisit(credential, kind)
    await revoke(id)
    const again = await comeBack(credential, { ...kind, session })
    expect(again).toEqual({ code: 'certificate_revoked', isReused })
    expect(world.stored(id)).toBe(1)
    expect(world.audit('connection_refused').at(-1)).toMatchObject({
      device_id: id,
      code: 'certificate_revoked',
      resumed: isReused,
    })
  })

  test('of a device suspended since is refused, and heard again once it is not', async () => {
    const { id, credential } = await newDevice()
    const session = await firstVisit(credential, kind)
    await world.setStatus(id, 'suspended')
    expect(await comeBack(credential, { ...kind, session })).toMatchObject({
      code: 'device_suspended',
    })
    await world.setStatus(id, 'active')
    expect(await comeBack(credential, { ...kind, session })).toMatchObject({ code: 'processed' })
  })

  test('of a client without a certificate is refused, whatever it brings the second time', async () => {
    const { credential } = await newDevice()
    using first = await RawConnection.open(world, { ...kind, credential: undefined })
    expect((await first.ask('GET', '/telemetry')).code).toBe('certificate_refused')
    const session = first.session ?? first.socket.getSession()
    for (const brought of [undefined, ...(isReused ? [credential] : [])]) {
      using again = await RawConnection.open(world, { ...kind, credential: brought, session })
      expect(again.isReused).toBe(isReused)
      expect((await again.ask('GET', '/telemetry')).code).toBe('certificate_refused')
    }
    await expect.poll(() => world.log.at(-1)).toMatchObject({ code: 'certificate_missing' })
  })
})

describe('openssl s_client -sess_in', () => {
  test.each(TLS_VERSIONS)('resumes TLS %s, and is refused after a revocation', async (tls) => {
    const { id, credential } = await newDevice()
    const file = world.folder.at(`session-${id}`)
    const visit = (...more: string[]): Promise<string> =>
      world.sClient(
        [
          ...['-connect', `127.0.0.1:${world.port}`, '-CAfile', world.caFile, '-ign_eof'],
          ...['-cert', credential.certFile, '-key', credential.keyFile, ...more],
          `-tls${tls.replace('.', '_')}`,
        ],
        'GET /telemetry HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n',
      )
    expect(answerIn(await visit('-sess_out', file)).code).toBe('method_not_allowed')
    const resumed = await visit('-sess_in', file)
    expect(resumed).toMatch(/^Reused, /m)
    expect(answerIn(resumed).code).toBe('method_not_allowed')
    await revoke(id)
    const refused = await visit('-sess_in', file)
    expect(refused).toMatch(/^Reused, /m)
    expect(answerIn(refused).code).toBe('certificate_revoked')
  })
})

describe('a connection that stays open', () => {
  test.each(TLS_VERSIONS)(
    'of a device that is revoked is refused on its next request, TLS %s',
    async (tls) => {
      const { id, credential } = await newDevice()
      const { credential: other } = await newDevice()
      using connection = await RawConnection.open(world, { tls, credential })
      using healthy = await RawConnection.open(world, { tls, credential: other })
      for (let n = 0; n < 3; n++) {
        expect((await connection.post(world, credential)).code).toBe('processed')
        expect((await healthy.post(world, other)).code).toBe('processed')
      }
      await revoke(id)
      const revokedAt = performance.now()
      expect((await connection.post(world, credential)).code).toBe('certificate_revoked')
      const tookMs = performance.now() - revokedAt
      await connection.closed()
      expect(world.stored(id)).toBe(3)
      expect(tookMs).toBeLessThan(1_000)
      expect((await healthy.post(world, other)).code).toBe('processed')
      expect(world.audit('request_refused').at(-1)).toMatchObject({ device_id: id })
    },
  )

  test('is refused within a second of the revocation, whoever asks how often', async () => {
    const times: number[] = []
    for (let round = 0; round < 5; round++) {
      const { id, credential } = await newDevice()
      using connection = await RawConnection.open(world, { tls: '1.3', credential })
      expect((await connection.post(world, credential)).code).toBe('processed')
      const command = performance.now()
      const revoked = revoke(id).then(() => performance.now())
      let reply: Reply
      do reply = await connection.post(world, credential)
      while (reply.code === 'processed')
      const refusedAt = performance.now()
      expect(reply.code).toBe('certificate_revoked')
      times.push(refusedAt - (await revoked))
      expect(refusedAt - command).toBeLessThan(5_000)
    }
    const shown = times.map((ms) => ms.toFixed(0)).join(', ')
    printFigure(`refused after zcert cert revoke ended (negative: before), in ms: ${shown}`)
    expect(Math.max(...times)).toBeLessThan(1_000)
  })

  test('of a device that is suspended is refused on its next request', async () => {
    const { id, credential } = await newDevice()
    using connection = await RawConnection.open(world, { tls: '1.3', credential })
    expect((await connection.post(world, credential)).code).toBe('processed')
    await world.setStatus(id, 'suspended')
    expect((await connection.post(world, credential)).code).toBe('device_suspended')
    await connection.closed()
  })

  test('is closed when it asks to renegotiate', async () => {
    const { credential } = await newDevice()
    using connection = await RawConnection.open(world, { tls: '1.2', credential })
    expect((await connection.post(world, credential)).code).toBe('processed')
    const outcome = await new Promise<Error | null>((resolve) => {
      connection.socket.renegotiate({ rejectUnauthorized: false }, resolve)
      connection.socket.once('close', () => resolve(new Error('closed')))
    })
    expect(outcome).toBeInstanceOf(Error)
    expect((await comeBack(credential, { tls: '1.2' })).code).toBe('processed')
  })
})

/** The HTTP answer in the middle of what `s_client` prints. */
function answerIn(text: string): Reply {
  const start = text.indexOf('HTTP/1.1 ')
  const json = /\{"type":.*?\}/.exec(text)?.[0] ?? ''
  return replyOf(start < 0 ? '' : `${text.slice(start, start + 12)}\r\n\r\n${json}`)
}
