import type { ServerResponse } from 'node:http'

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
  response.end(body)
}
