import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import {
  derExtension,
  hugeRsaKey,
  type MockCa,
  type ProgramRun,
  printFigure,
  testKeyPair,
} from '@zcert/testkit'
import { type Certificate, parseSlashName } from '@zcert/x509'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import {
  CLIENTS,
  replyOf,
  sendMessage,
  TLS_VERSIONS,
  type TlsVersion,
} from './10-gateway-clients.ts'
import { type Credential, GatewayWorld } from './10-gateway-world.ts'
import { RawConnection } from './11-raw-connection.ts'

const clients = Object.entries(CLIENTS)
const { valid } = GatewayWorld

let world: GatewayWorld
let gateway: ProgramRun
let device: Credential

beforeAll(async () => {
  world = await GatewayWorld.create()
  device = await world.addDevice('ZM-001')
  gateway = await world.serve()
})

afterAll(() => world[Symbol.asyncDispose]())

// Whatever was done to it, the gateway lives and hears the next good device.
afterEach(async () => {
  expect(world.isRunning).toBe(true)
  expect((await sendMessage(world, device)).code).toBe('processed')
})

const open = (tls: TlsVersion = '1.3') => RawConnection.open(world, { tls, credential: device })

function memoryMb(): number {
  const status = readFileSync(`/proc/${gateway.child.pid}/status`, 'utf8')
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1]) / 1024
}

async function rawSocket(): Promise<Socket> {
  const socket = connect(world.port, '127.0.0.1')
  socket.on('error', () => undefined)
  await once(socket, 'connect')
  return socket
}

describe('zcert gateway serve, asked for what it does not have', () => {
  const ROUTES: readonly (readonly [method: string, path: string, status: number, code: string])[] =
    [
      ['GET', '/telemetry', 405, 'method_not_allowed'],
      ['PUT', '/telemetry', 405, 'method_not_allowed'],
      ['DELETE', '/telemetry', 405, 'method_not_allowed'],
      ['OPTIONS', '*', 404, 'route_unknown'],
      ['GET', '/', 404, 'route_unknown'],
      ['POST', '/', 404, 'route_unknown'],
      ['POST', '/Telemetry', 404, 'route_unknown'],
      ['POST', '/telemetry/', 404, 'route_unknown'],
      ['POST', '//telemetry', 404, 'route_unknown'],
      ['POST', '/telemetry/../telemetry', 404, 'route_unknown'],
      ['POST', '/%74elemetry', 404, 'route_unknown'],
      ['POST', 'https://evil.example/telemetry', 404, 'route_unknown'],
      ['POST', '/telemetry?', 401, 'signature_missing'],
    ]

  test.each(ROUTES)('answers %s %s with %i %s', async (method, path, status, code) => {
    using connection = await open()
    expect(await connection.ask(method, path)).toMatchObject({ status, code })
    await connection.closed()
  })

  test.each(ROUTES)(
    'says nothing but certificate_refused to nobody: %s %s',
    async (method, path) => {
      using stranger = await RawConnection.open(world, { tls: '1.3', credential: undefined })
      expect((await stranger.ask(method, path)).code).toBe('certificate_refused')
    },
  )

  test('closes on CONNECT, and answers an upgrade like any other request', async () => {
    using tunnel = await open()
    expect((await tunnel.ask('CONNECT', 'evil.example:443')).status).toBe(0)
    using upgrade = await open()
    const headers = { connection: 'upgrade', upgrade: 'websocket' }
    expect((await upgrade.ask('GET', '/telemetry', headers)).code).toBe('method_not_allowed')
  })
})

describe('zcert gateway serve, sent too much', () => {
  test.each(TLS_VERSIONS)('answers 431 to a header above 16 KiB, TLS %s', async (tls) => {
    using connection = await open(tls)
    const reply = await connection.ask('GET', '/telemetry', { 'x-long': 'a'.repeat(16_400) })
    expect(reply.status).toBe(431)
  })

  test('answers 431 to a thousand short headers', async () => {
    using connection = await open()
    const many = Object.fromEntries(Array.from({ length: 1000 }, (_, n) => [`x-${n}`, 'aaaaaaaa']))
    expect((await connection.ask('GET', '/telemetry', many)).status).toBe(431)
  })

  test.each(clients)('answers 413 to a body of 3 MB from %s', async (_, ask) => {
    const body = Buffer.alloc(3_000_000, 'a')
    for (const tls of TLS_VERSIONS) {
      const headers = world.sign(device, body)
      const reply = await ask(world, { tls, credential: device, method: 'POST', headers, body })
      expect(reply).toMatchObject({ status: 413, code: 'body_too_large' })
    }
    expect(world.audit('telemetry_refused').at(-1)).toMatchObject({ code: 'body_too_large' })
  })

  test.each(clients)('tells who is refused so, though it sends 3 MB with %s', async (_, ask) => {
    const question = { method: 'POST', body: Buffer.alloc(3_000_000, 'a') }
    for (const tls of TLS_VERSIONS) {
      const reply = await ask(world, { ...question, tls, credential: undefined })
      expect(reply).toMatchObject({ status: 403, code: 'certificate_refused' })
    }
  })

  test('cuts off who never stops sending', async () => {
    using connection = await open()
    connection.socket.write(
      'POST /telemetry HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n',
    )
    const chunk = Buffer.concat([
      Buffer.from('10000\r\n'),
      Buffer.alloc(65_536),
      Buffer.from('\r\n'),
    ])
    let sentMb = 0
    await new Promise<void>((resolve) => {
      const push = () => {
        do sentMb += 1 / 16
        while (connection.socket.write(chunk) && sentMb < 200)
        if (sentMb >= 200) resolve()
      }
      connection.socket.on('drain', push).once('close', () => resolve())
      push()
    })
    expect(sentMb).toBeLessThan(100)
  })
})

describe('zcert gateway serve, sent what is no HTTP', () => {
  const GARBAGE: readonly (readonly [string, string])[] = [
    ['no request line', 'hello\r\n\r\n'],
    ['an unknown method', 'BREW /telemetry HTTP/1.1\r\nhost: x\r\n\r\n'],
    ['HTTP/2 by prior knowledge', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
    ['a NUL in a header', 'GET / HTTP/1.1\r\nhost: a\0b\r\n\r\n'],
    ['no host', 'GET / HTTP/1.1\r\n\r\n'],
    [
      'two lengths',
      'POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\na',
    ],
    [
      'a length and chunks',
      'POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 4\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n',
    ],
    [
      'a bad chunk',
      'POST /telemetry HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n',
    ],
  ]

  test.each(GARBAGE)('answers 400, or closes: %s', async (_, text) => {
    using connection = await open()
    connection.socket.write(text)
    expect([0, 400]).toContain((await connection.answer()).status)
    await connection.closed()
  })

  test('closes a connection that speaks plain HTTP', async () => {
    using socket = Object.assign(await rawSocket(), {
      [Symbol.dispose](this: Socket) {
        this.destroy()
      },
    })
    let text = ''
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1')
    })
    socket.write('GET /telemetry HTTP/1.1\r\nhost: x\r\n\r\n')
    await once(socket, 'close')
    expect(replyOf(text).status).toBe(0)
    await expect.poll(() => world.log.at(-1)).toMatchObject({ event: 'tls_failed' })
  })

  test('survives 500 random blobs, before and after the handshake', async () => {
    const before = memoryMb()
    const blob = (at: number) => randomBytes(1 + ((at * 37) % 4096))
    for (let round = 0; round < 500; round += 10) {
      await Promise.all(
        Array.from({ length: 10 }, async (_, n) => {
          const connection = n % 2 === 0 ? undefined : await open(n % 4 === 1 ? '1.2' : '1.3')
          const socket = connection?.socket ?? (await rawSocket())
          const isClosed = once(socket, 'close').catch(() => undefined)
          // A TLS record header in front of some, so that more than the first octet is looked at.
          const head = n % 3 === 0 ? Buffer.from([22, 3, 1, 16, 0, 1, 0, 15, 252]) : Buffer.alloc(0)
          socket.end(Buffer.concat([head, blob(round + n)]))
          await Promise.race([isClosed, sleep(2_000)])
          socket.destroy()
        }),
      )
    }
    printFigure(`gateway after 500 blobs: ${before.toFixed(0)} MB to ${memoryMb().toFixed(0)} MB`)
    expect(memoryMb() - before).toBeLessThan(150)
  })
})

describe('zcert gateway serve, shown strange certificates', () => {
  test('looks at the first of ten certificates alone', async () => {
    const others = Array.from({ length: 9 }, () => world.ca.issue(valid()).certificate)
    const good = world.keep('chain-good', world.ca.issue(valid()), others)
    for (const tls of TLS_VERSIONS) {
      expect((await sendMessage(world, good, tls)).code).toBe('processed')
    }
  })

  test('refuses a chain of ten that leads to its own CA through intermediates nobody named', async () => {
    const chain: Certificate[] = []
    let issuer: MockCa = world.ca
    for (let depth = 1; depth <= 9; depth++) {
      const subject = parseSlashName(`/C=US/O=Hospital/CN=Intermediate ${depth}`)
      issuer = issuer.subordinate(valid({ subject }))
      chain.unshift(issuer.certificate)
    }
    const credential = world.keep('chain-of-ten', issuer.issue(valid()), chain)
    for (const [, ask] of clients) {
      for (const tls of TLS_VERSIONS) {
        expect((await ask(world, { tls, credential })).code).toBe('certificate_refused')
      }
    }
    await expect.poll(() => world.log.at(-1)).toMatchObject({ code: 'issuer_unknown' })
  })

  test.each(['p-256', 'rsa-4096'] as const)('hears a %s key through every client', async (kind) => {
    const credential = world.keep(`key-${kind}`, world.ca.issue(valid({ keys: testKeyPair(kind) })))
    for (const [, ask] of clients) {
      expect((await sendMessage(world, credential, '1.3', ask)).code).toBe('processed')
    }
  })

  test('neither hangs nor dies over an RSA key of 16,384 bits', async () => {
    const credential = world.keep('huge', world.ca.issue(valid({ keys: hugeRsaKey(16_384) })))
    const start = performance.now()
    for (const [, ask] of clients) {
      for (const tls of TLS_VERSIONS) {
        const reply = await ask(world, { tls, credential }).catch(() => ({ code: 'no handshake' }))
        expect(['certificate_refused', 'no handshake', '']).toContain(reply.code)
      }
    }
    const tookMs = performance.now() - start
    printFigure(`six tries with an RSA-16384 key took ${tookMs.toFixed(0)} ms, clients included`)
    await expect.poll(() => world.log.at(-1)).toMatchObject({ code: 'key_too_large' })
  })

  test('takes a certificate of 50 KB for what it says, and no handshake of 200 KB', async () => {
    const fat = [derExtension('1.2.3.4.5', false, Buffer.alloc(50_000))]
    const made = world.ca.issue(valid({ extensions: fat }))
    const once = world.keep('fat', made)
    const four = world.keep('fat-four-times', made, Array(3).fill(made.certificate))
    for (const tls of TLS_VERSIONS) {
      expect((await CLIENTS.openssl(world, { tls, credential: once })).status).toBe(403)
      await expect(CLIENTS.node(world, { tls, credential: four })).rejects.toThrow()
    }
    await expect.poll(() => world.log.at(-1)).toMatchObject({ event: 'tls_failed' })
  })
})
