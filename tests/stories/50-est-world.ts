import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { openssl, ProgramRun, type TemporaryFolder, ZcertHome, zcertOk } from '@zcert/testkit'

/** What a server answered to curl. */
export interface CurlAnswer {
  readonly status: number
  /** Names in small letters. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
}

const EST = '/.well-known/est'

/** A CA's home and `zcert serve` on it, a process of its own; devices talk to it with curl. */
export class EstWorld implements AsyncDisposable {
  readonly home: ZcertHome
  readonly folder: TemporaryFolder
  private serving: ProgramRun | undefined
  private url = ''

  private constructor(home: ZcertHome) {
    this.home = home
    this.folder = home.folder
  }

  static async create(): Promise<EstWorld> {
    const world = new EstWorld(await ZcertHome.create())
    await world.start()
    return world
  }

  async start(): Promise<void> {
    this.serving = new ProgramRun(this.home.signing('serve', '--listen', '127.0.0.1:0'))
    const [, url = ''] = await this.serving.says(/"event":"listening","url":"([^"]+)"/)
    this.url = url
  }

  /** Stops the service as a service manager does, and returns its exit code. */
  async stop(): Promise<number | null> {
    this.serving?.child.kill('SIGTERM')
    return (await this.serving?.ended)?.code ?? null
  }

  /** The log of the service by now. */
  get log(): string {
    return this.serving?.stderr ?? ''
  }

  /** The CA's certificate, by which the service is known. */
  get caFile(): string {
    return this.home.at('certs/ca.crt')
  }

  est(operation: string): string {
    return `${this.url}${EST}/${operation}`
  }

  at(path: string): string {
    return `${this.url}${path}`
  }

  async addDevice(id: string): Promise<void> {
    await zcertOk(this.home.on('device', 'add', id))
  }

  /** Registers a device and returns its pairing code. */
  async pair(id: string): Promise<string> {
    await this.addDevice(id)
    return this.pairAgain(id)
  }

  async pairAgain(id: string): Promise<string> {
    return (await zcertOk(this.home.on('device', 'pair', id, '--json'))).json()['code'] as string
  }

  /** A key and a CSR as a device without any of our software makes them; the paths of both. */
  csr(name: string, id: string, key: 'rsa' | 'p256' = 'p256'): { csr: string; key: string } {
    const [csr, keyFile] = [this.folder.at(`${name}.csr`), this.folder.at(`${name}.key`)]
    const kind =
      key === 'rsa'
        ? ['-newkey', 'rsa:2048']
        : ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256']
    const subject = ['-subj', `/CN=Z-Monitor-${id}`]
    openssl([
      'req',
      ...kind,
      '-nodes',
      '-keyout',
      keyFile,
      '-outform',
      'DER',
      '-out',
      csr,
      ...subject,
    ])
    return { csr, key: keyFile }
  }

  /** Writes a body to be posted; its path. */
  body(contents: Uint8Array | string): string {
    return this.folder.write(`body-${++this.bodies}`, contents)
  }
  private bodies = 0

  /** A CSR as base64 in lines. */
  base64(path: string): string {
    return this.body(
      `${readFileSync(path)
        .toString('base64')
        .match(/.{1,64}/g)
        ?.join('\n')}\n`,
    )
  }

  /** Runs curl against the service. @throws {Error} when it gets no answer */
  curl(url: string, ...options: readonly string[]): CurlAnswer {
    const words = ['-sS', '--max-time', '20', '--cacert', this.caFile, '-i', ...options, url]
    const run = spawnSync('curl', words, { maxBuffer: 64 * 1024 * 1024 })
    if (run.status !== 0) throw new Error(`curl ended with ${run.status}: ${run.stderr}`)
    return answerOf(run.stdout)
  }

  /** Posts a file with a device's name and code. */
  enrol(id: string, code: string, file: string, ...options: readonly string[]): CurlAnswer {
    const words = ['-u', `${id}:${code}`, '-H', 'content-type: application/pkcs10']
    return this.curl(this.est('simpleenroll'), ...words, '--data-binary', `@${file}`, ...options)
  }

  /** The certificate of an answer as a PEM file, accepted by `openssl verify`; its path. */
  certificate(name: string, { status, body }: CurlAnswer): string {
    if (status !== 200) throw new Error(`answered ${status}: ${body}`)
    const der = this.folder.write(`${name}.p7`, Buffer.from(body.toString('latin1'), 'base64'))
    const pem = this.folder.at(`${name}.crt`)
    openssl(['pkcs7', '-inform', 'DER', '-in', der, '-print_certs', '-out', pem])
    openssl(['verify', '-CAfile', this.caFile, pem], { says: /: OK$/m })
    return pem
  }

  /** Replaces the text of a file of the home's folder. */
  write(name: string, contents: string): string {
    writeFileSync(this.folder.at(name), contents)
    return this.folder.at(name)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.serving?.[Symbol.asyncDispose]()
    this.home[Symbol.dispose]()
  }
}

function answerOf(output: Buffer): CurlAnswer {
  const end = output.lastIndexOf('\r\n\r\n', headEnd(output))
  const head = output.subarray(0, end).toString('latin1').split('\r\n')
  const last = head.findLastIndex((line) => line.startsWith('HTTP/'))
  const fields = head.slice(last + 1).map((line) => {
    const [, name = '', value = ''] = /^([^:]+):\s*(.*)$/.exec(line) ?? []
    return [name, value] as const
  })
  return {
    status: Number(head[last]?.split(' ')[1]),
    headers: Object.fromEntries(fields.map(([name, value]) => [name.toLowerCase(), value])),
    body: output.subarray(end + 4),
  }
}

/** Where the last head ends: an answer may have a `100 Continue` or a first 401 before it. */
function headEnd(output: Buffer): number {
  let at = output.indexOf('\r\n\r\n')
  for (;;) {
    const next = output.subarray(at + 4, at + 9).toString('latin1')
    if (next !== 'HTTP/') return at
    at = output.indexOf('\r\n\r\n', at + 4)
  }
}
