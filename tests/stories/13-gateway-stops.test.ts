import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { type ProgramEnd, type ProgramRun, printFigure } from '@zcert/testkit'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { sendMessage } from './10-gateway-clients.ts'
import { type Credential, GatewayWorld } from './10-gateway-world.ts'
import { RawConnection } from './11-raw-connection.ts'

/** The server's own grace for requests under way is 5 s. */
const STOPS_WITHIN_MS = 8_000

let world: GatewayWorld
let device: Credential
let gateway: ProgramRun
const sockets: Socket[] = []

beforeAll(async () => {
  world = await GatewayWorld.create()
  device = await world.addDevice('ZM-001')
})

beforeEach(async () => {
  gateway = await world.serve()
})

afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy()
  await gateway[Symbol.asyncDispose]()
})

afterAll(() => world[Symbol.asyncDispose]())

/** A TCP connection that never begins a handshake. */
async function halfOpen(): Promise<Socket> {
  const socket = connect(world.port, '127.0.0.1')
  socket.on('error', () => undefined)
  sockets.push(socket)
  await once(socket, 'connect')
  return socket
}

/** A device's connection that never ends its request. */
async function slow(): Promise<RawConnection> {
  const connection = await RawConnection.open(world, { tls: '1.3', credential: device })
  sockets.push(connection.socket)
  connection.socket.write('POST /telemetry HTTP/1.1\r\nhost: x\r\nx-a')
  return connection
}

/** Stops the gateway with a signal. @returns how it ended, and after how long */
async function stop(signal: 'SIGTERM' | 'SIGINT'): Promise<ProgramEnd & { tookMs: number }> {
  const start = performance.now()
  gateway.child.kill(signal)
  const end = await Promise.race([gateway.ended, sleep(60_000)])
  expect(end, 'the gateway ends').toBeDefined()
  return { ...(end as ProgramEnd), tookMs: performance.now() - start }
}

/** SQLite removes its log when the last connection is closed in order. */
const isDatabaseClosed = () =>
  !['gateway.db-wal', 'gateway.db-shm', 'ca/ledger.db-wal'].some((name) =>
    existsSync(world.folder.at(name)),
  )

describe('zcert gateway serve, told to stop', () => {
  test.each(['SIGTERM', 'SIGINT'] as const)('ends at once with 0 on %s', async (signal) => {
    expect((await sendMessage(world, device)).code).toBe('processed')
    expect(isDatabaseClosed()).toBe(false)
    const { code, tookMs } = await stop(signal)
    expect(code).toBe(0)
    expect(tookMs).toBeLessThan(3_000)
    expect(isDatabaseClosed()).toBe(true)
    await expect(sendMessage(world, device)).rejects.toThrow('ECONNREFUSED')
  })

  test('finishes the request that is under way, and acknowledges nothing it did not store', async () => {
    const before = world.stored('ZM-001')
    const body = Buffer.from('{"heartRate":72}')
    using connection = await RawConnection.open(world, { tls: '1.3', credential: device })
    const headers = Object.entries({ ...world.sign(device, body), host: 'x' })
    const lines = headers.map(([name, value]) => `${name}: ${value}\r\n`).join('')
    connection.socket.write(
      `POST /telemetry HTTP/1.1\r\n${lines}content-length: ${body.length}\r\n\r\n`,
    )
    connection.socket.write(body.subarray(0, 5))
    await sleep(200)
    const stopping = stop('SIGTERM')
    await gateway.says(/"event":"stopping"/)
    connection.socket.write(body.subarray(5))
    expect((await connection.answer()).code).toBe('processed')
    const { code } = await stopping
    expect(code).toBe(0)
    expect(isDatabaseClosed()).toBe(true)
    expect(world.stored('ZM-001')).toBe(before + 1)
  })

  test('does not wait for silent, slow and half-open peers for ever', async () => {
    await Promise.all([halfOpen(), halfOpen(), slow(), slow()])
    const idle = await RawConnection.open(world, { tls: '1.3', credential: device })
    sockets.push(idle.socket)
    const { code, tookMs } = await stop('SIGTERM')
    expect(code).toBe(0)
    expect(tookMs).toBeLessThan(STOPS_WITHIN_MS)
    expect(isDatabaseClosed()).toBe(true)
  })

  test('starts again on the same files, and knows every message it acknowledged', async () => {
    const body = Buffer.from('{"heartRate":72}')
    using first = await RawConnection.open(world, { tls: '1.3', credential: device })
    const headers = world.sign(device, body)
    expect((await first.ask('POST', '/telemetry', headers, body)).code).toBe('processed')
    const { port } = world
    await stop('SIGTERM')
    gateway = await world.serve(port)
    using again = await RawConnection.open(world, { tls: '1.3', credential: device })
    const replayed = await again.ask('POST', '/telemetry', headers, body)
    expect(replayed).toMatchObject({ status: 409, code: 'message_replayed' })
  })

  test('knows them after kill -9 as well', async () => {
    const body = Buffer.from('{"heartRate":72}')
    using first = await RawConnection.open(world, { tls: '1.3', credential: device })
    const headers = world.sign(device, body)
    expect((await first.ask('POST', '/telemetry', headers, body)).code).toBe('processed')
    const { port } = world
    gateway.child.kill('SIGKILL')
    await gateway.ended
    gateway = await world.serve(port)
    using again = await RawConnection.open(world, { tls: '1.3', credential: device })
    expect((await again.ask('POST', '/telemetry', headers, body)).code).toBe('message_replayed')
  })
})

describe('zcert gateway serve, held up', () => {
  test('serves a good device while 100 slow and 100 half-open peers hang on', async () => {
    const latency = async () => {
      const start = performance.now()
      expect((await sendMessage(world, device)).code).toBe('processed')
      return performance.now() - start
    }
    const median = async () => {
      const times: number[] = []
      for (let n = 0; n < 20; n++) times.push(await latency())
      return times.sort((a, b) => a - b)[10] as number
    }
    await latency()
    const idleMs = await median()
    const slowOnes = await Promise.all(Array.from({ length: 100 }, slow))
    await Promise.all(Array.from({ length: 100 }, halfOpen))
    const drip = setInterval(() => {
      for (const { socket } of slowOnes) socket.write('a')
    }, 100)
    const busyMs = await median()
    clearInterval(drip)
    printFigure(
      `a message takes ${idleMs.toFixed(1)} ms, with 200 hanging peers ${busyMs.toFixed(1)} ms`,
    )
    expect(busyMs).toBeLessThan(Math.max(10 * idleMs, 500))
  })

  test('cuts a half-open peer off after its 10 seconds', async () => {
    const socket = await halfOpen()
    const start = performance.now()
    await once(socket, 'close')
    const tookMs = performance.now() - start
    expect(tookMs).toBeGreaterThan(9_000)
    expect(tookMs).toBeLessThan(15_000)
    expect((await sendMessage(world, device)).code).toBe('processed')
  })
})
