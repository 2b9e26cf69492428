import { constants } from 'node:crypto'
import { once } from 'node:events'
import type { Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import { connect, type TLSSocket } from 'node:tls'
import type { NewAuditEvent } from '@zcert/ledger'
import { MockCa, type MockCertificate } from '@zcert/testkit'
import { encodePem, encodePrivateKey, parseInstant } from '@zcert/x509'
import { afterEach, describe, expect, test } from 'vitest'
import { createGatewayServer, type GatewayOptions } from './gateway-server.ts'
import type { DeviceDirectory, LogEntry } from './ports.ts'
import { CrlIndex } from './revocation/crl-index.ts'
import { stopGatewayServer } from './stop-server.ts'

const AT = parseInstant('2026-11-24T12:00:00Z')
const ca = MockCa.create()
const device = ca.issue()
const index = new CrlIndex(ca.certificate)
index.load(ca.crl(), AT)

const open = { log: [] as LogEntry[], audit: [] as NewAuditEvent[], sockets: [] as TLSSocket[] }
let server: Server

afterEach(async () => {
  for (const socket of open.sockets.splice(0)) socket.destroy()
  open.log.splice(0)
  open.audit.splice(0)
  await stopGatewayServer(server, 100)
})

const registered: DeviceDirectory = {
  find: async (deviceId) => ({ deviceId, status: 'active' }),
}

async function start(changes: Partial<GatewayOptions> = {}, directory = registered): Promise<void> {
  const own = ca.issue()
  server = createGatewayServer({
    cert: encodePem('CERTIFICATE', own.certificate.der),
    key: encodePrivateKey(own.keys.privateKey),
    admission: {
      trustAnchors: [ca.certificate],
      directory,
      revocation: { current: async () => index.checker() },
    },
    telemetry: async (_, response) => void response.end('heard'),
    log: (entry) => open.log.push(entry),
    audit: async (event) => void open.audit.push(event),
    now: () => AT,
    ...changes,
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
}

interface Visit {
  readonly peer?: MockCertificate | undefined
  readonly session?: Buffer | undefined
}

/** Connects without tickets, posts once and reads until the end. */
async function visit({ peer = device, session }: Visit = {}) {
  const { port } = server.address() as AddressInfo
  const socket = connect({
    ...{ host: '127.0.0.1', port, rejectUnauthorized: false, maxVersion: 'TLSv1.2' },
    secureOptions: constants.SSL_OP_NO_TICKET,
    cert: encodePem('CERTIFICATE', peer.certificate.der),
    key: encodePrivateKey(peer.keys.privateKey),
    ...(session === undefined ? {} : { session }),
  })
  open.sockets.push(socket)
  let text = ''
  socket.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk
  })
  const fault = new Promise<string>((resolve) =>
    socket.on('error', ({ message }) => resolve(message)),
  )
  socket.write(
    'POST /telemetry HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-length: 0\r\n\r\n',
  )
  const seen: { isReused?: boolean; session?: Buffer | undefined } = {}
  socket.on('secureConnect', () => {
    Object.assign(seen, { isReused: socket.isSessionReused(), session: socket.getSession() })
  })
  await Promise.race([once(socket, 'close').catch(() => undefined), fault])
  return { text, ...seen }
}

/** Lets the server resume sessions by their ID, as a program with a cache of its own does. */
function keepSessions(): void {
  const sessions = new Map<string, Buffer>()
  server.on('newSession', (id: Buffer, data: Buffer, done: () => void) => {
    sessions.set(id.toString('hex'), data)
    done()
  })
  server.on('resumeSession', (id: Buffer, done: (error: null, data: Buffer | null) => void) => {
    done(null, sessions.get(id.toString('hex')) ?? null)
  })
}

describe('createGatewayServer()', () => {
  test('judges a TLS 1.2 session that is resumed by its ID as if it were new', async () => {
    let status: 'active' | 'suspended' = 'active'
    await start({}, { find: async (deviceId) => ({ deviceId, status }) })
    keepSessions()
    const { session, text } = await visit()
    expect(text).toContain('heard')
    const again = await visit({ session })
    expect(again).toMatchObject({ isReused: true, text: expect.stringContaining('heard') })
    status = 'suspended'
    const refused = await visit({ session })
    expect(refused).toMatchObject({
      isReused: true,
      text: expect.stringContaining('device_suspended'),
    })
    expect(open.audit.at(-1)?.details).toEqual({ code: 'device_suspended', resumed: true })
  })

  test('answers no request before the verdict on its connection is in the audit log', async () => {
    const order: string[] = []
    await start({
      audit: async ({ action }) => {
        await new Promise((resolve) => setTimeout(resolve, 50))
        order.push(action)
      },
      telemetry: async (_, response) => {
        order.push('heard')
        response.end()
      },
    })
    await visit()
    expect(order).toEqual(['connection_admitted', 'heard'])
    await visit({ peer: MockCa.create().issue() })
    expect(order).toEqual(['connection_admitted', 'heard', 'connection_refused'])
  })

  test('notes one verdict for a connection and its requests, with its source', async () => {
    await start()
    await visit()
    expect(open.audit).toMatchObject([
      {
        category: 'connection',
        action: 'connection_admitted',
        success: true,
        deviceId: 'ZM-001',
        sourceAddress: '127.0.0.1',
      },
    ])
    await visit({ peer: MockCa.create().issue() })
    expect(open.audit.slice(1)).toMatchObject([
      {
        category: 'authorization',
        severity: 'warning',
        success: false,
        action: 'connection_refused',
      },
    ])
  })

  const BROKEN: readonly (readonly [string, Partial<GatewayOptions>, DeviceDirectory])[] = [
    ['registry', {}, { find: () => Promise.reject(new Error('secret detail')) }],
    ['audit log', { audit: () => Promise.reject(new Error('secret detail')) }, registered],
    ['route', { telemetry: () => Promise.reject(new Error('secret detail')) }, registered],
  ]

  test.each(BROKEN)(
    'lets nobody in, and tells nobody why, when its %s fails',
    async (_, changes, directory) => {
      await start(changes, directory)
      const { text } = await visit()
      expect(text).not.toContain('heard')
      expect(text).not.toContain('secret detail')
      expect(open.log.some(({ reason }) => String(reason).includes('secret detail'))).toBe(true)
    },
  )

  test('has a half-open answer no chance to be taken for a whole one', async () => {
    await start({
      telemetry: async (_, response) => {
        response.writeHead(200, { 'content-length': '100' })
        response.write('half')
        throw new Error('the disk is gone')
      },
    })
    const { text } = await visit()
    expect(text).not.toContain('internal_error')
    expect(open.log.at(-1)).toMatchObject({ event: 'request_failed' })
  })
})
