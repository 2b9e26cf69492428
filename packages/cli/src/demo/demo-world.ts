import type { ChildProcess } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { closeSync, existsSync, mkdirSync, openSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { createFile, readBoundedFile } from '@zcert/files'
import { type Certificate, parseCertificates } from '@zcert/x509'
import { CliError } from '../errors.ts'
import { DemoProcesses, type ProcessResult } from './demo-processes.ts'
import { expect } from './expect.ts'

/** The two devices of the demo: one with the guide's RSA key, one with P-256. */
export const DEVICES = [
  { id: 'ZM-001', key: 'rsa-2048' },
  { id: 'ZM-002', key: 'p-256' },
] as const

const READY_TIMEOUT_MS = 20_000
const POLL_MS = 25

/**
 * The folder of a demo, and the processes that work in it. They share nothing but files and sockets:
 * each `zcert` command, the gateway and each device's agent is an operating-system process of its own.
 */
export class DemoWorld implements AsyncDisposable {
  readonly root: string
  readonly home: string
  readonly caPassphrase: string
  readonly keyPassphrase: string
  private readonly processes: DemoProcesses
  private gateway: { readonly process: ChildProcess; readonly url: string } | undefined

  /** @param interrupted ends every process and lets no further one start */
  constructor(root: string, interrupted: AbortSignal) {
    this.root = root
    this.processes = new DemoProcesses(interrupted)
    this.home = join(root, 'ca')
    this.caPassphrase = join(root, 'secrets', 'ca-passphrase')
    this.keyPassphrase = join(root, 'secrets', 'device-passphrase')
    mkdirSync(join(root, 'secrets'), { mode: 0o700 })
    for (const path of [this.caPassphrase, this.keyPassphrase]) {
      createFile(path, `${randomBytes(18).toString('base64url')}\n`, 0o600)
    }
  }

  /** A path below the demo's folder. */
  path(...parts: string[]): string {
    return join(this.root, ...parts)
  }

  /** A device's folder, which on a real one is /opt/z-monitor/certs. */
  deviceFolder(id: string): string {
    return this.path(`device-${id}`, 'certs')
  }

  /** A file in a device's folder, by its stable name. */
  deviceFile(id: string, name: string): string {
    return join(this.deviceFolder(id), name)
  }

  /** The first certificate of a file. */
  certificate(path: string): Certificate {
    return parseCertificates(readBoundedFile(path))[0]
  }

  /** The CA's certificate. */
  get ca(): Certificate {
    return this.certificate(join(this.home, 'certs', 'ca.crt'))
  }

  /** Where devices post their telemetry. */
  get telemetryUrl(): string {
    if (this.gateway === undefined) throw new CliError('demo_failed', 'the gateway does not run')
    return `${this.gateway.url}telemetry`
  }

  /** Runs `zcert` and expects it to succeed. */
  async zcert(...words: string[]): Promise<Record<string, unknown>> {
    const { exitCode, json, errors } = await this.run(...words)
    expect(
      exitCode === 0,
      `zcert ${words.slice(0, 2).join(' ')} ends with ${exitCode}: ${errors.trim()}`,
    )
    return json
  }

  /** Runs `zcert` on the CA's home, with its passphrase. */
  ca$(...words: string[]): Promise<Record<string, unknown>> {
    return this.zcert(...words, '--home', this.home, '--passphrase-file', this.caPassphrase)
  }

  /** Runs `zcert` to its end, whatever that is. */
  run(...words: string[]): Promise<ProcessResult> {
    return this.processes.run(words)
  }

  /** Starts the gateway and waits until it listens. */
  async startGateway(): Promise<void> {
    const ready = this.path('gateway', 'ready')
    const log = openSync(this.path('gateway', 'gateway.log'), 'a', 0o600)
    const words = [
      'gateway',
      'serve',
      '--home',
      this.home,
      '--listen',
      '127.0.0.1:0',
      '--ready-file',
      ready,
    ]
    const tls = [
      '--tls-cert',
      this.path('gateway', 'gateway.crt'),
      '--tls-key',
      this.path('gateway', 'gateway.key'),
    ]
    const state = ['--state', this.path('gateway', 'gateway.db')]
    const child = this.processes.start([...words, ...tls, ...state], ['ignore', 'ignore', log])
    closeSync(log)
    for (let waited = 0; !existsSync(ready); waited += POLL_MS) {
      const awaited = this.processes.isRunning(child) && waited <= READY_TIMEOUT_MS
      if (!awaited) child.kill('SIGKILL')
      expect(awaited, `the gateway listens (see ${this.path('gateway', 'gateway.log')})`)
      await sleep(POLL_MS)
    }
    this.gateway = { process: child, url: readFileSync(ready, 'utf8').trim() }
  }

  /** Process ID of the gateway. */
  get gatewayPid(): number | undefined {
    return this.gateway?.process.pid
  }

  /** Whether the gateway was started and has not ended. */
  get gatewayRuns(): boolean {
    return this.gateway !== undefined && this.processes.isRunning(this.gateway.process)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.processes[Symbol.asyncDispose]()
  }
}
