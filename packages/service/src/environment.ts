import type { HttpBindings } from '@hono/node-server'

/** What a route can ask of the server it runs in: Node's own request and response. */
export interface Environment {
  Bindings: HttpBindings
}
