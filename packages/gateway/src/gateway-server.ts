import { constants } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer, type Server } from 'node:https'
import type { TLSSocket } from 'node:tls'
import type { NewAuditEvent } from '@zcert/ledger'
import { encodePem, type Instant } from '@zcert/x509'
import { type Admission, type AdmissionPolicy, admitPeer } from './admission/admission.ts'
import type { TelemetryRoute } from './ingest/telemetry-route.ts'
import type { Log } from './ports.ts'
import { sendProblem } from './problem.ts'
import { trackConnections } from './stop-server.ts'

/** What a gateway server is made of. */
export interface GatewayOptions {
  /** PEM of the server's certificate and key. */
  readonly cert: string
  readonly key: string
  readonly passphrase?: string
  readonly admission: AdmissionPolicy
  readonly telemetry: TelemetryRoute
  readonly log: Log
  readonly audit: (event: NewAuditEvent) => Promise<void>
  readonly now: () => Instant
}

const HANDSHAKE_TIMEOUT_MS = 10_000
const HEADERS_TIMEOUT_MS = 10_000
const REQUEST_TIMEOUT_MS = 30_000
const MAX_HEADER_BYTES = 16_384

/**
 * A TLS server on which the guide's six server-side steps hold for every connection and again for every
 * request. It lets every handshake through and decides itself, so that a refused device can be told
 * why; a TLS library would only close.
 */
export function createGatewayServer(options: GatewayOptions): Server {
  const server = createServer(
    {
      cert: options.cert,
      key: options.key,
      ...(options.passphrase === undefined ? {} : { passphrase: options.passphrase }),
      // Only names for the client to choose a certificate by; the verdict on it is not used.
      ca: options.admission.trustAnchors.map(({ der }) => encodePem('CERTIFICATE', der)),
      requestCert: true,
      rejectUnauthorized: false,
      minVersion: 'TLSv1.2',
      secureOptions: constants.SSL_OP_NO_RENEGOTIATION,
      handshakeTimeout: HANDSHAKE_TIMEOUT_MS,
      headersTimeout: HEADERS_TIMEOUT_MS,
      requestTimeout: REQUEST_TIMEOUT_MS,
      maxHeaderSize: MAX_HEADER_BYTES,
    },
    (request, response) => void handle(request, response, options),
  )
  trackConnections(server)
  server.on('secureConnection', (socket: TLSSocket) => void noteConnection(socket, options))
  server.on('tlsClientError', (error: Error, socket: TLSSocket) =>
    options.log({
      level: 'warn',
      event: 'tls_failed',
      reason: error.message,
      source: socket.remoteAddress,
    }),
  )
  return server
}

/** DER of the certificate whose key the peer proved, in this handshake or the one it resumes. */
function peerCertificate(socket: TLSSocket): Buffer | undefined {
  const { raw } = socket.getPeerCertificate(false)
  return Buffer.isBuffer(raw) && raw.length > 0 ? raw : undefined
}

async function noteConnection(socket: TLSSocket, options: GatewayOptions): Promise<void> {
  try {
    const admission = await admitPeer(peerCertificate(socket), options.admission, options.now())
    await noteAdmission('connection', admission, socket, options)
  } catch (error) {
    options.log({ level: 'error', event: 'admission_failed', reason: String(error) })
    socket.destroy()
  }
}

async function handle(
  request: IncomingMessage,
  response: ServerResponse,
  options: GatewayOptions,
): Promise<void> {
  const socket = request.socket as TLSSocket
  try {
    const admission = await admitPeer(peerCertificate(socket), options.admission, options.now())
    await noteAdmission('request', admission, socket, options)
    if (!admission.admitted) {
      const code = admission.mayHearWhy ? admission.code : 'certificate_refused'
      sendProblem(
        response,
        code,
        admission.mayHearWhy ? admission.evidence : 'the certificate is refused',
        403,
      )
      return
    }
    await route(request, response, admission, options)
  } catch (error) {
    options.log({ level: 'error', event: 'request_failed', reason: String(error) })
    if (response.headersSent) socket.destroy()
    else sendProblem(response, 'internal_error', 'the request could not be handled', 500)
  }
}

async function route(
  request: IncomingMessage,
  response: ServerResponse,
  { certificate }: Admission & { admitted: true },
  { telemetry }: GatewayOptions,
): Promise<void> {
  const path = (request.url ?? '').split('?', 1)[0]
  if (path !== '/telemetry') sendProblem(response, 'route_unknown', 'there is nothing here')
  else if (request.method !== 'POST')
    sendProblem(response, 'method_not_allowed', 'telemetry is posted')
  else await telemetry(request, response, certificate)
}

/** What was noted of a connection last: the same verdict on its requests is not news. */
const noted = new WeakMap<TLSSocket, { readonly code: string; readonly written: Promise<void> }>()

/** Resolves once the verdict is in the audit log, whoever put it there: no answer goes out before. */
function noteAdmission(
  what: 'connection' | 'request',
  admission: Admission,
  socket: TLSSocket,
  options: GatewayOptions,
): Promise<void> {
  const code = admission.admitted ? 'ok' : admission.code
  const last = noted.get(socket)
  if (last?.code === code) return last.written
  const written = writeAdmission(what, admission, socket, options)
  noted.set(socket, { code, written })
  return written
}

async function writeAdmission(
  what: 'connection' | 'request',
  admission: Admission,
  socket: TLSSocket,
  { log, audit }: GatewayOptions,
): Promise<void> {
  const { admitted, deviceId } = admission
  const code = admission.admitted ? 'ok' : admission.code
  const evidence = admission.admitted
    ? { serial: admission.certificate.serialNumber }
    : { evidence: admission.evidence }
  const source = socket.remoteAddress
  log({
    level: admitted ? 'info' : 'warn',
    event: `${what}_${admitted ? 'admitted' : 'refused'}`,
    device: deviceId,
    code,
    source,
    ...evidence,
  })
  await audit({
    category: admitted ? 'connection' : 'authorization',
    severity: admitted ? 'info' : 'warning',
    action: `${what}_${admitted ? 'admitted' : 'refused'}`,
    success: admitted,
    deviceId,
    sourceAddress: source,
    details: { code, resumed: socket.isSessionReused() },
  })
}
