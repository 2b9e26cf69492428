import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { messageSigner, nonceOf, parseTargetUri, signMessage } from '@zcert/telemetry'
import { MockCa, type MockCertificate, TemporaryFolder } from '@zcert/testkit'
import { type Instant, parseInstant } from '@zcert/x509'
import { MessageStore } from './message-store.ts'
import { type TelemetryPolicy, type TelemetryRoute, telemetryRoute } from './telemetry-route.ts'

/** The gateway's clock in these tests. */
export const AT = parseInstant('2026-11-24T12:00:00Z')
/** The address that devices know; the server behind it listens elsewhere. */
export const PUBLIC_URL = parseTargetUri('https://gateway.hospital.example/telemetry')

/** The CA of these tests. */
export const ca = MockCa.create()

/** A message on the wire. */
export interface WireMessage {
  readonly headers: Readonly<Record<string, string | string[]>>
  readonly body: Buffer
  readonly path?: string
}

/** What the route answered. */
export interface WireAnswer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: Record<string, unknown>
}

/** A message as a device signs it. */
export function signedBy(
  { certificate, keys }: MockCertificate,
  body: Buffer = Buffer.from('{"spo2":97}'),
  created: Instant = AT,
): WireMessage {
  const headers = signMessage(
    {
      ...{ method: 'POST', targetUri: PUBLIC_URL, contentType: 'application/json', body, created },
      nonce: nonceOf(randomBytes(16)),
    },
    messageSigner(certificate, keys.privateKey),
  )
  return { headers: { ...headers }, body }
}

/** A store, and the server in front of it; each route is a gateway process of its own. */
export class Ingest implements AsyncDisposable {
  readonly folder: TemporaryFolder = new TemporaryFolder()
  private readonly closing: (() => Promise<unknown>)[] = []

  /** Path of the store's file. */
  get file(): string {
    return join(this.folder.path, 'gateway.db')
  }

  /** Opens the store once more, as another process would. */
  async store(): Promise<MessageStore> {
    const store = await MessageStore.open(this.file)
    this.closing.push(() => store[Symbol.asyncDispose]())
    return store
  }

  /** Starts a server for one device's connections. @returns what posts to it */
  async serve(
    device: MockCertificate,
    policy: Partial<TelemetryPolicy> & Pick<TelemetryPolicy, 'store'>,
  ): Promise<(message: WireMessage) => Promise<WireAnswer>> {
    const route = telemetryRoute({
      publicUrl: () => PUBLIC_URL,
      mode: 'production',
      now: () => AT,
      ...policy,
    })
    const port = await this.listen(route, device)
    return (message) => post(port, message)
  }

  /** The refusals in the audit log, oldest first. */
  refusals(): { device: string; code: string; source: string }[] {
    using database = new DatabaseSync(this.file, { readOnly: true })
    return database
      .prepare(`SELECT * FROM audit_events WHERE action = 'telemetry_refused' ORDER BY seq`)
      .all()
      .map((row) => ({
        device: row['device_id'] as string,
        code: JSON.parse(row['details'] as string).code,
        source: row['source_address'] as string,
      }))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const close of this.closing.reverse()) await close()
    this.folder[Symbol.dispose]()
  }

  private async listen(route: TelemetryRoute, { certificate }: MockCertificate): Promise<number> {
    const server = createServer((incoming, response) => {
      route(incoming, response, certificate).catch((error: { code?: string }) => {
        response.writeHead(500).end(JSON.stringify({ thrown: error.code ?? String(error) }))
      })
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    this.closing.push(async () => {
      server.closeAllConnections()
      server.close()
    })
    return (server.address() as AddressInfo).port
  }
}

function post(port: number, { headers, body, path = '/telemetry' }: WireMessage) {
  return new Promise<WireAnswer>((resolve, reject) => {
    const options = { host: '127.0.0.1', port, path, method: 'POST', agent: false }
    const sent = { 'content-length': String(body.length), ...headers }
    const outgoing = request({ ...options, headers: sent }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('error', reject)
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: JSON.parse(Buffer.concat(chunks).toString()),
        }),
      )
    })
    outgoing.on('error', reject)
    outgoing.end(body)
  })
}
