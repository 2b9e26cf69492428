import { spawn } from 'node:child_process'
import { createPrivateKey, type KeyObject, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'
import { openLedger } from '@zcert/ledger'
import { messageSigner, nonceOf, parseTargetUri, signMessage } from '@zcert/telemetry'
import {
  MockCa,
  type MockCertificate,
  type MockCertificateFields,
  ProgramRun,
  runProgram,
  TemporaryFolder,
} from '@zcert/testkit'
import {
  type Certificate,
  encodePem,
  encodePrivateKey,
  instantOf,
  parseCertificates,
  parsePrivateKey,
  plus,
  seconds,
} from '@zcert/x509'

/** A client's certificate and key, as files and as text. */
export interface Credential {
  readonly certificate: Certificate
  readonly key: KeyObject
  readonly certPem: string
  readonly keyPem: string
  readonly certFile: string
  readonly keyFile: string
}

const now = () => instantOf(new Date())

/** A CA's home with devices, and `zcert gateway serve` on it: each command a process of its own. */
export class GatewayWorld implements AsyncDisposable {
  readonly folder: TemporaryFolder = new TemporaryFolder()
  readonly home: string = this.folder.at('ca')
  readonly passphraseFile: string = this.folder.at('passphrase')
  private readonly state = this.folder.at('gateway.db')
  private gateway: ProgramRun | undefined
  private started = 0
  private mock: MockCa | undefined

  /** Makes a home with these devices, each with a certificate, and one for the gateway. */
  static async create(...devices: readonly string[]): Promise<GatewayWorld> {
    const world = new GatewayWorld()
    writeFileSync(world.passphraseFile, 'correct horse\n', { mode: 0o600 })
    await world.zcert('ca', 'init', '--key', 'p-256')
    for (const id of devices) await world.addDevice(id)
    const names = ['--tls-name', 'localhost', '--tls-name', '127.0.0.1', '--key', 'p-256']
    await world.zcert(
      ...['cert', 'issue', 'service:gateway', ...names, '--key-unencrypted'],
      ...['--out', world.folder.at('gateway')],
    )
    return world
  }

  /** Runs `zcert` on the home and expects it to succeed. @returns its result */
  async zcert(...words: readonly string[]): Promise<Record<string, unknown>> {
    const needsKey = ['ca init', 'cert issue', 'cert sign', 'cert revoke', 'crl generate']
    const passphrase = needsKey.includes(words.slice(0, 2).join(' '))
      ? ['--passphrase-file', this.passphraseFile]
      : []
    const { code, stdout, stderr } = await runProgram([
      ...[...words, '--home', this.home, ...passphrase, '--json'],
    ])
    if (code !== 0) throw new Error(`zcert ${words.join(' ')} ended with ${code}: ${stderr}`)
    return JSON.parse(stdout)
  }

  /** Registers a device and issues its certificate. */
  async addDevice(id: string): Promise<Credential> {
    await this.zcert('device', 'add', id)
    const out = this.folder.at(id)
    await this.zcert('cert', 'issue', id, '--out', out, '--key', 'p-256', '--key-unencrypted')
    return this.credential(id)
  }

  /** The certificate and key that were issued for a device. */
  credential(id: string): Credential {
    const [certFile, keyFile] = ['crt', 'key'].map((end) =>
      join(this.folder.at(id), `device_${id}.${end}`),
    ) as [string, string]
    const [certPem, keyPem] = [readFileSync(certFile, 'utf8'), readFileSync(keyFile, 'utf8')]
    const [certificate] = parseCertificates(Buffer.from(certPem))
    return { certificate, key: createPrivateKey(keyPem), certPem, keyPem, certFile, keyFile }
  }

  /** The home's CA as one that signs whatever it is told to. */
  get ca(): MockCa {
    if (this.mock !== undefined) return this.mock
    const file = readFileSync(join(this.home, 'private', 'ca.key'))
    const privateKey = parsePrivateKey(file, Buffer.from('correct horse'))
    const { subject, publicKey } = this.caCertificate
    this.mock = MockCa.create({ keys: { privateKey, publicKey }, subject })
    return this.mock
  }

  /** The home's CA certificate. */
  get caCertificate(): Certificate {
    return parseCertificates(readFileSync(this.caFile))[0]
  }

  /** Path of the CA's certificate. */
  get caFile(): string {
    return join(this.home, 'certs', 'ca.crt')
  }

  /** The CA's certificate as PEM. */
  get caCertificatePem(): string {
    return readFileSync(this.caFile, 'utf8')
  }

  /** A CA that the gateway does not know, with the same name as its own. */
  static foreignCa(): MockCa {
    return MockCa.create()
  }

  /** Fields of a certificate that is valid now. */
  static valid(fields: MockCertificateFields = {}): MockCertificateFields {
    return { notBefore: plus(now(), seconds(-3600)), ...fields }
  }

  /** Writes certificate and key to files, further certificates behind the first. */
  keep(name: string, made: MockCertificate, chain: readonly Certificate[] = []): Credential {
    const { certificate, keys } = made
    const certPem = [certificate, ...chain].map(({ der }) => encodePem('CERTIFICATE', der)).join('')
    const keyPem = encodePrivateKey(keys.privateKey)
    const certFile = this.folder.write(`${name}.crt`, certPem)
    const keyFile = this.folder.write(`${name}.key`, keyPem)
    return { certificate, key: keys.privateKey, certPem, keyPem, certFile, keyFile }
  }

  /** Starts the gateway, on a free port unless one is given, and waits until it listens. @returns its process */
  async serve(port = 0): Promise<ProgramRun> {
    const ready = this.folder.at(`ready-${++this.started}`)
    const [certFile, keyFile] = ['crt', 'key'].map((end) => join('gateway', `gateway.${end}`)) as [
      string,
      string,
    ]
    this.gateway = new ProgramRun([
      ...['gateway', 'serve', '--home', this.home, '--state', this.state],
      ...['--listen', `127.0.0.1:${port}`, '--ready-file', ready],
      ...['--tls-cert', this.folder.at(certFile), '--tls-key', this.folder.at(keyFile)],
    ])
    await this.gateway.says(/"event":"listening"/)
    while (!existsSync(ready)) await sleep(5)
    this.url = readFileSync(ready, 'utf8').trim().replace(/\/$/, '')
    return this.gateway
  }

  /** Address of the gateway, without a path. */
  url = ''

  /** Port of the gateway. */
  get port(): number {
    return Number(new URL(this.url).port)
  }

  /** Whether the gateway's process still runs. */
  get isRunning(): boolean {
    return this.gateway?.child.exitCode === null && this.gateway.child.signalCode === null
  }

  /** What `openssl s_client` prints, given some lines to send. */
  async sClient(args: readonly string[], input = ''): Promise<string> {
    const child = spawn('openssl', ['s_client', ...args])
    let text = ''
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk
      })
    }
    child.stdin.on('error', () => undefined)
    child.stdin.end(input)
    await once(child, 'close')
    return text
  }

  /** The gateway's log lines by now. */
  get log(): Record<string, unknown>[] {
    const lines = this.gateway?.stderr.split('\n').slice(0, -1) ?? []
    return lines.filter((line) => line.startsWith('{')).map((line) => JSON.parse(line))
  }

  /** The header fields of a signed message to the gateway. */
  sign({ certificate, key }: Credential, body: Buffer): Record<string, string> {
    const targetUri = parseTargetUri(`${this.url}/telemetry`)
    const message = { method: 'POST', targetUri, contentType: 'application/json', body }
    const once = { created: now(), nonce: nonceOf(randomBytes(16)) }
    return { ...signMessage({ ...message, ...once }, messageSigner(certificate, key)) }
  }

  /** Moves a device to another status, as the operator's console will. */
  async setStatus(id: string, status: 'active' | 'suspended' | 'retired'): Promise<void> {
    await using ledger = await openLedger(join(this.home, 'ledger.db'), { mode: 'existing' })
    await ledger.transact((tx) => tx.devices.setStatus(id, status, now()))
  }

  /** How many messages of a device the gateway has stored. */
  stored(id: string): number {
    using database = new DatabaseSync(this.state, { readOnly: true })
    return database.prepare('SELECT count(*) AS n FROM messages WHERE device_id = ?').get(id)?.[
      'n'
    ] as number
  }

  /** The gateway's audit entries with this action. */
  audit(action: string): Record<string, unknown>[] {
    using database = new DatabaseSync(this.state, { readOnly: true })
    return database
      .prepare('SELECT * FROM audit_events WHERE action = ? ORDER BY seq')
      .all(action)
      .map((row) => ({ ...row, ...JSON.parse(row['details'] as string) }))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.gateway?.[Symbol.asyncDispose]()
    this.folder[Symbol.dispose]()
  }
}
