import type { IncomingMessage, ServerResponse } from 'node:http'
import {
  admitMessage,
  CLOCK_SKEW,
  messagePeer,
  ReplayWindow,
  type ReplayWindowBounds,
  type RsaAlgorithm,
  type TargetUri,
  TelemetryError,
  targetUriOf,
  verifyMessage,
} from '@zcert/telemetry'
import { type Certificate, deviceIdentityOf, type Instant } from '@zcert/x509'
import { GatewayError } from '../errors.ts'
import { sendProblem } from '../problem.ts'
import type { MessageStore } from './message-store.ts'

/** How signed messages are taken in. */
export interface TelemetryPolicy {
  readonly store: MessageStore
  /** The address under which devices know this gateway, once it listens; never what a request claims. */
  readonly publicUrl: () => TargetUri
  readonly mode: 'production' | 'development'
  readonly rsaAlgorithms?: readonly [RsaAlgorithm, ...RsaAlgorithm[]]
  readonly replayWindow?: ReplayWindowBounds
  readonly now: () => Instant
}

/** A device's messages may have this size: 64 KiB. */
const MAX_BODY_BYTES = 65_536

/** Takes in messages of admitted devices. */
export type TelemetryRoute = (
  request: IncomingMessage,
  response: ServerResponse,
  certificate: Certificate,
) => Promise<void>

/**
 * The route for signed telemetry: signature by the key of the connection's certificate, fresh, and once;
 * acknowledged with the processed nonces after the message is on the disk.
 * @see the guide, "Secure Data Transmission"; RFC 9421
 */
export function telemetryRoute(policy: TelemetryPolicy): TelemetryRoute {
  const { store, rsaAlgorithms, now } = policy
  const skew = CLOCK_SKEW[policy.mode]
  const window = new ReplayWindow(skew, policy.replayWindow)
  return async (request, response, certificate) => {
    try {
      const peer = messagePeer(certificate, rsaAlgorithms === undefined ? {} : { rsaAlgorithms })
      const body = await readBody(request)
      const targetUri = targetUriOf(policy.publicUrl(), request.url ?? '')
      const headers = request.headersDistinct
      const received = { method: request.method ?? '', targetUri, headers, body }
      const verified = verifyMessage(received, peer, { at: now(), skew })
      const message = admitMessage(window, verified, now())
      await store.add(message, now())
      acknowledge(response, message.nonce)
    } catch (error) {
      // What the message did wrong; a fault of the store is the server's own affair.
      if (!(error instanceof TelemetryError || error instanceof GatewayError)) throw error
      await store.audit({
        category: 'data_transmission',
        severity: 'warning',
        action: 'telemetry_refused',
        success: false,
        deviceId: deviceIdentityOf(certificate),
        sourceAddress: request.socket.remoteAddress,
        details: { code: error.code },
      })
      sendProblem(response, error.code, error.message)
    }
  }
}

function acknowledge(response: ServerResponse, nonce: string): void {
  const body = JSON.stringify({ processed: [nonce] })
  response.writeHead(200, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
    'cache-control': 'no-store',
  })
  response.end(body)
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  let length = 0
  // Leaving the loop must not destroy the request, and with it the connection that the answer takes.
  const received: AsyncIterable<Buffer> = request.iterator({ destroyOnReturn: false })
  for await (const chunk of received) {
    length += chunk.length
    if (length > MAX_BODY_BYTES) {
      throw new GatewayError('body_too_large', `the message is larger than ${MAX_BODY_BYTES} bytes`)
    }
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}
