import { constants } from 'node:crypto'
import { once } from 'node:events'
import { connect, type TLSSocket } from 'node:tls'
import { type Reply, replyOf, type TlsVersion } from './10-gateway-clients.ts'
import type { Credential, GatewayWorld } from './10-gateway-world.ts'

/** How a connection is opened. */
export interface ConnectionOptions {
  readonly tls: TlsVersion
  readonly credential: Credential | undefined
  /** A session of an earlier connection, to be resumed. */
  readonly session?: Buffer | undefined
  /** Without tickets a TLS 1.2 session is resumed by its ID. */
  readonly tickets?: 'yes' | 'no'
}

const TIMEOUT_MS = 20_000

/** A TLS connection on which HTTP is written by hand, so that a test decides when it ends. */
export class RawConnection implements Disposable {
  readonly socket: TLSSocket
  /** The newest session that the server offered. */
  session: Buffer | undefined
  private text = ''

  private constructor(socket: TLSSocket) {
    this.socket = socket
    socket.setEncoding('latin1').on('data', (chunk: string) => {
      this.text += chunk
    })
    socket.on('session', (session: Buffer) => {
      this.session = session
    })
    socket.on('error', () => undefined)
  }

  /** Opens a connection and completes the handshake. */
  static async open(world: GatewayWorld, options: ConnectionOptions): Promise<RawConnection> {
    const { tls, credential, session, tickets = 'yes' } = options
    const version = `TLSv${tls}` as const
    const socket = connect({
      ...{ host: '127.0.0.1', port: world.port, ca: world.caCertificatePem },
      ...{ minVersion: version, maxVersion: version },
      ...(credential ? { cert: credential.certPem, key: credential.keyPem } : {}),
      ...(session ? { session } : {}),
      ...(tickets === 'no' ? { secureOptions: constants.SSL_OP_NO_TICKET } : {}),
    })
    const connection = new RawConnection(socket)
    await once(socket, 'secureConnect')
    return connection
  }

  /** Whether the handshake resumed a session. */
  get isReused(): boolean {
    return this.socket.isSessionReused()
  }

  /** Sends a request and waits for the whole answer; the connection stays open if the server lets it. */
  async ask(
    method: string,
    path: string,
    headers: Readonly<Record<string, string>> = {},
    body: Buffer = Buffer.alloc(0),
  ): Promise<Reply> {
    this.text = ''
    const fields = { host: 'localhost', 'content-length': String(body.length), ...headers }
    const lines = Object.entries(fields).map(([name, value]) => `${name}: ${value}`)
    this.socket.write(`${method} ${path} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`)
    if (body.length > 0) this.socket.write(body)
    return this.answer()
  }

  /** Posts a signed message. */
  async post(world: GatewayWorld, credential: Credential): Promise<Reply> {
    const body = Buffer.from('{"heartRate":72}')
    return this.ask('POST', '/telemetry', world.sign(credential, body), body)
  }

  /** Waits for an answer to what was written to the socket. */
  async answer(): Promise<Reply> {
    const deadline = performance.now() + TIMEOUT_MS
    while (!isWhole(this.text)) {
      if (this.socket.destroyed || performance.now() > deadline) break
      await Promise.race([
        ...['data', 'close'].map((event) => once(this.socket, event).catch(() => undefined)),
      ])
    }
    return replyOf(this.text)
  }

  /** Waits until the other side has closed the connection. */
  async closed(): Promise<void> {
    if (!this.socket.destroyed) await once(this.socket, 'close')
  }

  [Symbol.dispose](): void {
    this.socket.destroy()
  }
}

/** Whether a text holds an HTTP answer with all of its body. */
function isWhole(text: string): boolean {
  const end = text.indexOf('\r\n\r\n')
  const length = /^content-length: (\d+)/im.exec(text)?.[1]
  return end >= 0 && text.length >= end + 4 + Number(length ?? 0)
}
