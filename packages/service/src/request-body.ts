import type { Context } from 'hono'
import type { Environment } from './environment.ts'
import { ServiceError } from './errors.ts'

/** The largest body that any route takes: 64 KiB. */
const MAX_BODY_BYTES = 65_536

/**
 * The body of a request, read no further than its limit.
 * @throws {ServiceError} `body_too_large`
 */
export async function readBody({ req }: Context<Environment>): Promise<Buffer> {
  const declared = Number(req.header('content-length') ?? 0)
  if (declared > MAX_BODY_BYTES) throw tooLarge()
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of req.raw.body ?? []) {
    length += chunk.length
    if (length > MAX_BODY_BYTES) throw tooLarge()
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

function tooLarge(): ServiceError {
  return new ServiceError('body_too_large', `the body is longer than ${MAX_BODY_BYTES} bytes`, {
    details: { maxBytes: MAX_BODY_BYTES },
  })
}
