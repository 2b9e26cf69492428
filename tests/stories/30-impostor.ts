import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:https'
import type { DemoRun } from './30-demo-run.ts'
import { isAlive, until } from './30-processes.ts'
import { sql } from './30-spoil.ts'

/** What an impostor of the gateway answers to everything. */
export interface ImpostorAnswer {
  readonly status: number
  readonly code: string
  /** Whether it puts a message of the first device into the gateway's database, whatever it answers. */
  readonly stores?: boolean
}

/** Kills the gateway, which is all that the demo has running while it waits. */
export async function killGateway(demo: DemoRun): Promise<void> {
  const [pid, ...more] = demo.children
  if (pid === undefined || more.length > 0) throw new Error('the gateway is not all that runs')
  process.kill(pid, 'SIGKILL')
  await until('the gateway is gone', () => !isAlive(pid))
}

/** Puts another server into the gateway's place, with its certificate and on its port. */
export async function replaceGateway(
  demo: DemoRun,
  { status, code, stores = false }: ImpostorAnswer,
): Promise<AsyncDisposable> {
  await killGateway(demo)
  const server = createServer(
    {
      cert: readFileSync(demo.at('gateway/gateway.crt')),
      key: readFileSync(demo.at('gateway/gateway.key')),
      requestCert: true,
      rejectUnauthorized: false,
    },
    (request, response) => {
      request.resume().on('end', () => {
        if (stores) storeMessage(demo)
        response.writeHead(status).end(JSON.stringify({ code }))
      })
    },
  )
  server.listen(Number(new URL(readFileSync(demo.at('gateway/ready'), 'utf8')).port), '127.0.0.1')
  await once(server, 'listening')
  return {
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

function storeMessage(demo: DemoRun): void {
  sql(
    demo.at('gateway/gateway.db'),
    `INSERT INTO messages (device_id, nonce, created_at, received_at, key_id, content_type, body)
     VALUES ('ZM-001', ?, 1, 1, 'x', 'application/json', '{}')`,
    randomUUID(),
  )
}
