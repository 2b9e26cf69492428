import { once } from 'node:events'
import type { Server } from 'node:https'
import type { Socket } from 'node:net'

/** How long requests that are under way may take to end: 5 seconds. */
const GRACE_MS = 5_000

const connections = new WeakMap<Server, Set<Socket>>()

/** Keeps a list of a server's connections, those in the middle of a handshake too. */
export function trackConnections(server: Server): void {
  const open = new Set<Socket>()
  connections.set(server, open)
  server.on('connection', (socket: Socket) => {
    open.add(socket)
    socket.once('close', () => open.delete(socket))
  })
}

/**
 * Stops a gateway: it takes no more connections and finishes the requests that are under way. Whoever
 * is silent, slow or in the middle of a handshake after the grace is cut off: Node.js stops to watch
 * its timeouts once a server is closed, and one such peer would keep the process for ever.
 * @param graceMs milliseconds for requests under way; 5,000 when absent
 */
export async function stopGatewayServer(server: Server, graceMs: number = GRACE_MS): Promise<void> {
  const closed = once(server, 'close')
  server.close()
  server.closeIdleConnections()
  const timer = setTimeout(() => {
    for (const socket of connections.get(server) ?? []) socket.destroy()
  }, graceMs)
  await closed
  clearTimeout(timer)
}
