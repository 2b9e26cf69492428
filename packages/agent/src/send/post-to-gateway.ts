import { request } from 'node:https'
import { systemErrorCode } from '@zcert/files'
import type { SignedHeaders } from '@zcert/telemetry'
import { AgentError } from '../errors.ts'

/** A request with the device's credentials, all as PEM text. */
export interface GatewayPost {
  readonly headers: SignedHeaders
  readonly body: Uint8Array
  readonly ca: string
  readonly cert: string
  readonly key: string
}

/** The gateway's answer. */
export interface GatewayAnswer {
  readonly status: number
  readonly body: string
}

const TIMEOUT_MS = 15_000
const MAX_ANSWER_BYTES = 65_536

/**
 * Posts to a gateway over mutual TLS; the server's certificate must chain to `ca` and name the host.
 * @throws {AgentError} `gateway_unreachable`, with the reason
 */
export function postToGateway(
  url: string,
  { headers, body, ca, cert, key }: GatewayPost,
): Promise<GatewayAnswer> {
  return new Promise((resolve, reject) => {
    const fail = (cause: Error) => reject(unreachable(url, cause))
    const options = {
      method: 'POST',
      headers: { ...headers, 'content-length': body.length },
      minVersion: 'TLSv1.2',
      timeout: TIMEOUT_MS,
      agent: false,
      ca,
      cert,
      key,
    } as const
    const outgoing = request(url, options, (response) => {
      const chunks: Buffer[] = []
      let length = 0
      response.on('data', (chunk: Buffer) => {
        length += chunk.length
        if (length > MAX_ANSWER_BYTES) response.destroy(new Error('the answer is too long'))
        else chunks.push(chunk)
      })
      response.on('error', fail)
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString() }),
      )
    })
    outgoing.on('error', fail)
    outgoing.on('timeout', () => outgoing.destroy(new Error(`no answer within ${TIMEOUT_MS} ms`)))
    outgoing.end(body)
  })
}

function unreachable(url: string, cause: Error): AgentError {
  const reason = systemErrorCode(cause) ?? cause.message
  return new AgentError('gateway_unreachable', `${url} did not answer: ${reason}`, {
    details: { reason },
    cause,
  })
}
