import { LedgerError } from '@zcert/ledger'
import { CodedError } from '@zcert/x509'
import type { Context } from 'hono'
import type { Environment } from './environment.ts'

/** Status of a refusal by its code; what is not here is the request's own fault: 400. */
const STATUS: Readonly<Record<string, number>> = {
  body_too_large: 413,
  ca_expired: 503,
  certificate_refused: 403,
  credentials_missing: 401,
  device_retired: 403,
  device_suspended: 403,
  device_unknown: 403,
  key_reused: 409,
  ledger_broken: 503,
  ledger_busy: 503,
  ledger_full: 503,
  lint_failed: 500,
  pairing_expired: 401,
  pairing_locked: 401,
  pairing_refused: 401,
  route_unknown: 404,
}

const RETRY_AFTER_SECONDS = '5'

/** The status and code with which an error is answered; a fault of ours says nothing of itself. */
export function answerTo(error: unknown): { status: number; code: string; title: string } {
  if (!(error instanceof CodedError))
    return { status: 500, code: 'internal_error', title: 'the request could not be handled' }
  const { code, message } = error
  const isOurs = error instanceof LedgerError && code.startsWith('ledger_')
  return {
    status: STATUS[code] ?? (isOurs ? 503 : 400),
    code,
    title: isOurs ? 'the service cannot record anything now' : message,
  }
}

/**
 * Answers with a problem document.
 * @see RFC 9457
 */
export function sendProblem(c: Context<Environment>, error: unknown): Response {
  const { status, code, title } = answerTo(error)
  const body = JSON.stringify({ type: `urn:zcert:error:${code}`, title, status, code })
  const headers = new Headers({
    'content-type': 'application/problem+json',
    'cache-control': 'no-store',
  })
  if (status === 401) headers.set('www-authenticate', 'Basic realm="zcert"')
  if (status === 503) headers.set('retry-after', RETRY_AFTER_SECONDS)
  return c.body(body, { status: status as 400, headers })
}
