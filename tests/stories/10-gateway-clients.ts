import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { request } from 'node:https'
import type { Credential, GatewayWorld } from './10-gateway-world.ts'

/** Versions of TLS that the gateway speaks. */
export const TLS_VERSIONS = ['1.2', '1.3'] as const

/** A version of TLS. */
export type TlsVersion = (typeof TLS_VERSIONS)[number]

/** What a client asks of the gateway. */
export interface Question {
  readonly tls: TlsVersion
  readonly credential: Credential | undefined
  readonly method?: string
  readonly path?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: Buffer
}

/** What came back, and whether the TLS connection came about at all. */
export interface Reply {
  readonly status: number
  /** The `code` of a problem document, `processed`, or the raw text. */
  readonly code: string
  readonly text: string
}

/** Three independent TLS clients. */
export const CLIENTS = { curl: askWithCurl, openssl: askWithOpenssl, node: askWithNode } as const

/** Asks with `curl --cert --key`. */
async function askWithCurl(world: GatewayWorld, question: Question): Promise<Reply> {
  const { tls, credential, method = 'GET', path = '/telemetry', headers = {}, body } = question
  const line = [
    ...['--silent', '--show-error', '--max-time', '20', '--cacert', world.caFile],
    ...(tls === '1.2' ? ['--tlsv1.2', '--tls-max', '1.2'] : ['--tlsv1.3']),
    ...(credential ? ['--cert', credential.certFile, '--key', credential.keyFile] : []),
    ...['--request', method, '--write-out', '\n%{http_code}'],
    ...Object.entries(headers).flatMap(([name, value]) => ['--header', `${name}: ${value}`]),
    ...(body ? ['--data-binary', '@-'] : []),
  ]
  const { stdout } = await run('curl', [...line, `${world.url}${path}`], body)
  const end = stdout.lastIndexOf('\n')
  return reply(Number(stdout.slice(end + 1)), stdout.slice(0, end))
}

/** Asks with `openssl s_client`, writing the request by hand. */
async function askWithOpenssl(
  world: GatewayWorld,
  question: Question,
  more: readonly string[] = [],
): Promise<Reply> {
  const { tls, credential, method = 'GET', path = '/telemetry', headers = {} } = question
  const { body = Buffer.alloc(0) } = question
  const line = [
    ...['s_client', '-connect', `127.0.0.1:${world.port}`, '-CAfile', world.caFile],
    ...['-verify_return_error', '-quiet', '-ign_eof', `-tls${tls.replace('.', '_')}`],
    ...(credential ? ['-cert', credential.certFile, '-key', credential.keyFile] : []),
    ...more,
  ]
  const fields = { host: 'localhost', connection: 'close', ...headers }
  const head = [
    `${method} ${path} HTTP/1.1`,
    ...Object.entries(fields).map(([name, value]) => `${name}: ${value}`),
    `content-length: ${body.length}`,
  ]
  const sent = Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`), body])
  const { stdout } = await run('openssl', line, sent)
  return replyOf(stdout)
}

/** Asks with Node's own client. */
function askWithNode(world: GatewayWorld, question: Question): Promise<Reply> {
  const { tls, credential, method = 'GET', path = '/telemetry', headers = {}, body } = question
  const version = `TLSv${tls}` as const
  return new Promise((resolve, reject) => {
    const outgoing = request(
      `${world.url}${path}`,
      {
        ...{ method, agent: false, ca: world.caCertificatePem, timeout: 20_000 },
        ...{ minVersion: version, maxVersion: version },
        ...(credential ? { cert: credential.certPem, key: credential.keyPem } : {}),
        headers: { ...headers, 'content-length': body?.length ?? 0 },
      },
      (response) => {
        let text = ''
        response.setEncoding('utf8').on('data', (chunk: string) => {
          text += chunk
        })
        response.on('end', () => resolve(reply(response.statusCode ?? 0, text)))
        response.on('error', reject)
      },
    )
    outgoing.on('error', reject)
    outgoing.on('timeout', () => outgoing.destroy(new Error('no answer')))
    outgoing.end(body)
  })
}

/** Posts one signed message and expects nothing of the outcome. */
export function sendMessage(
  world: GatewayWorld,
  credential: Credential,
  tls: TlsVersion = '1.3',
  ask: (world: GatewayWorld, question: Question) => Promise<Reply> = askWithNode,
): Promise<Reply> {
  const body = Buffer.from('{"heartRate":72}')
  const headers = world.sign(credential, body)
  return ask(world, { tls, credential, method: 'POST', headers, body })
}

/** Reads an HTTP/1.1 answer as it came over the wire. */
export function replyOf(text: string): Reply {
  const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(text)?.[1] ?? 0)
  return reply(status, text.slice(text.indexOf('\r\n\r\n') + 4))
}

function reply(status: number, text: string): Reply {
  try {
    const value = JSON.parse(text)
    return { status, text, code: value.code ?? (value.processed ? 'processed' : text) }
  } catch {
    return { status, text, code: text }
  }
}

async function run(
  command: string,
  args: readonly string[],
  input: Buffer | undefined,
): Promise<{ stdout: string; stderr: string; code: number | null }> {
  const child = spawn(command, args)
  const output = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      output[name] += text
    })
  }
  child.stdin.on('error', () => undefined)
  child.stdin.end(input)
  const [code] = (await once(child, 'close')) as [number | null]
  return { ...output, code }
}
