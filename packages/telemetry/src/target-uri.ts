import { TelemetryError } from './errors.ts'

/**
 * An absolute http(s) URI in normal form, the value of `@target-uri`: scheme and host in lower case,
 * no default port, no user, no fragment, `/` for an empty path.
 */
export type TargetUri = string & { readonly __brand: 'TargetUri' }

const MAX_LENGTH = 2048

/**
 * Brings a configured address into normal form: the URL a device posts to, or a gateway's own public
 * URL.
 * @throws {TelemetryError} `target_uri_invalid` when it is relative, not http(s), longer than 2,048
 *   characters, or carries a user or a fragment
 * @see RFC 9421 §2.2.2, RFC 3986 §6.2
 */
export function parseTargetUri(text: string): TargetUri {
  const url = text.length > MAX_LENGTH ? null : URL.parse(text)
  if (
    url === null ||
    (url.protocol !== 'https:' && url.protocol !== 'http:') ||
    url.username !== '' ||
    url.password !== '' ||
    url.href.includes('#')
  ) {
    throw invalid(text, 'write an absolute URL such as https://telemetry.hospital.example/v1')
  }
  return url.href as TargetUri
}

/**
 * The target URI of a received request: the origin of the gateway's configured public URL with the
 * request target of the request line. The Host header has no part in it: whoever can choose it could
 * make a message signed for another server valid here.
 * @param requestTarget as it was received (`request.url`), in origin form or absolute form
 * @throws {TelemetryError} `target_uri_invalid` when it names another origin, or when it is not in
 *   normal form (`/a/../b`, a raw space): router and signature could then mean different resources
 * @see RFC 9112 §3.2, RFC 9421 §2.2.2
 */
export function targetUriOf(publicUrl: TargetUri, requestTarget: string): TargetUri {
  const origin = publicUrl.slice(0, publicUrl.indexOf('/', 'https://'.length))
  const uri = requestTarget.startsWith('/') ? origin + requestTarget : requestTarget
  const inNormalForm =
    uri.length <= MAX_LENGTH && !uri.includes('#') && URL.parse(uri)?.href === uri
  if (inNormalForm && uri.startsWith(`${origin}/`)) return uri as TargetUri
  throw invalid(requestTarget, `ask for a path under ${origin}, in its normal form`)
}

function invalid(text: string, hint: string): TelemetryError {
  const shown = JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}…` : text)
  return new TelemetryError('target_uri_invalid', `not an acceptable target: ${shown}`, { hint })
}
