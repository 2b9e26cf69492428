import type { TLSSocket } from 'node:tls'
import type { HttpBindings } from '@hono/node-server'

/**
 * DER of the certificate whose key the client proved, in this handshake or the one it resumes; nothing
 * when it presented none. What the TLS library thinks of it has no part in any decision.
 */
export function peerCertificate({ incoming }: HttpBindings): Buffer | undefined {
  const { raw } = (incoming.socket as TLSSocket).getPeerCertificate(false)
  return Buffer.isBuffer(raw) && raw.length > 0 ? raw : undefined
}

/** The address that a request came from. */
export function sourceAddress({ incoming }: HttpBindings): string {
  return incoming.socket.remoteAddress ?? 'unknown'
}
