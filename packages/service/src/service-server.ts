import { constants } from 'node:crypto'
import { createServer, type Server } from 'node:https'
import type { TLSSocket } from 'node:tls'
import { getRequestListener } from '@hono/node-server'
import type { AuthorityContext } from '@zcert/authority'
import { type AdmissionPolicy, type Log, trackConnections } from '@zcert/gateway'
import { encodePem } from '@zcert/x509'
import { Hono } from 'hono'
import type { Environment } from './environment.ts'
import { ServiceError } from './errors.ts'
import { sourceAddress } from './peer.ts'
import { answerTo, sendProblem } from './problem.ts'
import { estRoutes } from './routes/est.ts'
import { healthRoutes, type ReadinessCheck } from './routes/health.ts'
import { publishedRoutes } from './routes/published.ts'

/** Certificate chain and key of a TLS server, PEM. */
export interface TlsPair {
  readonly cert: string
  readonly key: string
}

/** What a provisioning service is made of. */
export interface ServiceOptions {
  readonly context: AuthorityContext
  /** By what the certificates of devices that renew are judged. */
  readonly admission: AdmissionPolicy
  readonly tls: TlsPair
  readonly isReady: ReadinessCheck
  readonly log: Log
}

const HANDSHAKE_TIMEOUT_MS = 10_000
const HEADERS_TIMEOUT_MS = 10_000
const REQUEST_TIMEOUT_MS = 30_000
const MAX_HEADER_BYTES = 16_384

/**
 * The provisioning service over HTTPS. It lets every handshake through and decides itself from the
 * certificate that the peer proved: devices that enrol for the first time have none.
 */
export function createServiceServer(options: ServiceOptions): Server {
  const app = createApp(options)
  const server = createServer(
    {
      ...options.tls,
      ca: [encodePem('CERTIFICATE', options.context.certificate.der)],
      requestCert: true,
      rejectUnauthorized: false,
      minVersion: 'TLSv1.2',
      secureOptions: constants.SSL_OP_NO_RENEGOTIATION,
      handshakeTimeout: HANDSHAKE_TIMEOUT_MS,
      headersTimeout: HEADERS_TIMEOUT_MS,
      requestTimeout: REQUEST_TIMEOUT_MS,
      maxHeaderSize: MAX_HEADER_BYTES,
    },
    getRequestListener(app.fetch, { overrideGlobalObjects: false }),
  )
  trackConnections(server)
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

function createApp(options: ServiceOptions): Hono<Environment> {
  const { context, admission, isReady, log } = options
  const app = new Hono<Environment>()
  app.use(async (c, next) => {
    const started = performance.now()
    await next()
    log({
      level: c.res.status >= 500 ? 'error' : 'info',
      event: 'request',
      method: c.req.method,
      path: c.req.path,
      status: c.res.status,
      source: sourceAddress(c.env),
      ms: Math.round(performance.now() - started),
    })
  })
  estRoutes(app, context, admission)
  publishedRoutes(app, context.ledger, context.certificate)
  healthRoutes(app, isReady)
  app.notFound((c) => sendProblem(c, new ServiceError('route_unknown', 'there is nothing here')))
  app.onError((error, c) => {
    const { code, status } = answerTo(error)
    const level = status >= 500 ? 'error' : 'warn'
    log({ level, event: 'request_refused', code, path: c.req.path, reason: error.message })
    return sendProblem(c, error)
  })
  return app
}
