import type { Hono } from 'hono'
import type { Environment } from '../environment.ts'

/** Answers whether the service can do its work; rejects when it cannot. */
export type ReadinessCheck = () => Promise<void>

/** `GET /healthz`: the process lives. `GET /readyz`: it can read its ledger, and is not stopping. */
export function healthRoutes(app: Hono<Environment>, isReady: ReadinessCheck): void {
  app.get('/healthz', (c) => c.json({ status: 'ok' }))
  app.get('/readyz', async (c) => {
    try {
      await isReady()
      return c.json({ status: 'ready' })
    } catch {
      return c.json({ status: 'not ready' }, 503)
    }
  })
}
