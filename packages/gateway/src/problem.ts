import type { IncomingMessage, ServerResponse } from 'node:http'

/** Status of a refusal by its code; everything else about the request itself is 400. */
const STATUS: Readonly<Record<string, number>> = {
  body_too_large: 413,
  certificate_missing: 403,
  certificate_refused: 403,
  message_replayed: 409,
  message_signature_invalid: 401,
  method_not_allowed: 405,
  replay_window_full: 503,
  route_unknown: 404,
  signature_missing: 401,
  timestamp_ahead: 401,
  timestamp_stale: 401,
}

/** What is read away of a refused request, so that its sender gets to read the answer: 4 MiB, 2 s. */
const MAX_DISCARDED_BYTES = 4 * 1024 * 1024
const DISCARD_TIMEOUT_MS = 2_000

/**
 * Answers with a problem document and closes the connection: a peer that was refused once begins anew.
 * @see RFC 9457
 */
export function sendProblem(
  response: ServerResponse,
  code: string,
  title: string,
  status = STATUS[code] ?? 400,
): void {
  const body = JSON.stringify({ type: `urn:zcert:error:${code}`, title, status, code })
  response.writeHead(status, {
    'content-type': 'application/problem+json',
    'content-length': Buffer.byteLength(body),
    connection: 'close',
    'cache-control': 'no-store',
  })
  response.write(body)
  discardRest(response.req, () => response.end())
}

/** A connection that is closed over unread data is reset, and the answer can be lost with it. */
function discardRest(request: IncomingMessage, done: () => void): void {
  if (request.complete || request.destroyed) {
    done()
    return
  }
  let left = MAX_DISCARDED_BYTES
  const finish = () => {
    clearTimeout(timer)
    request.off('data', count).off('close', finish).off('end', finish)
    done()
  }
  const timer = setTimeout(finish, DISCARD_TIMEOUT_MS)
  const count = (chunk: Buffer) => {
    left -= chunk.length
    if (left < 0) finish()
  }
  request.on('data', count).on('close', finish).on('end', finish)
}
