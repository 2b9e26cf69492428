import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  type AuthorityContext,
  createHome,
  type Home,
  openHome,
  unlockAuthority,
} from '@zcert/authority'
import { createFile, type KeyAlgorithm, Passphrase } from '@zcert/files'
import { days, instantOf, parseSlashName } from '@zcert/x509'

/** Who does the benchmarks. */
export const ACTOR = { user: 'bench' }

/** A CA in a temporary folder, made by what `zcert ca init` calls and opened by what every command calls. */
export class BenchHome implements AsyncDisposable {
  readonly root: string
  readonly passphraseFile: string
  readonly home: Home
  readonly context: AuthorityContext

  private constructor(root: string, passphraseFile: string, home: Home, context: AuthorityContext) {
    this.root = root
    this.passphraseFile = passphraseFile
    this.home = home
    this.context = context
  }

  static async create(key: KeyAlgorithm): Promise<BenchHome> {
    const folder = mkdtempSync(join(tmpdir(), 'zcert-bench-'))
    const root = join(folder, 'ca')
    const passphraseFile = join(folder, 'passphrase')
    createFile(passphraseFile, 'bench\n', 0o600)
    const environment = { now: () => instantOf(new Date()), randomBytes }
    const passphrase = () => new Passphrase(Buffer.from('bench'))
    const subject = parseSlashName('/C=US/ST=State/L=City/O=Hospital/OU=IT/CN=Z-Monitor-CA')
    await createHome(
      root,
      { subject, key, validity: days(3650), passphrase: passphrase() },
      ACTOR,
      environment,
    )
    const home = await openHome(root)
    return new BenchHome(
      root,
      passphraseFile,
      home,
      unlockAuthority(home, passphrase(), environment),
    )
  }

  /** Registers devices `B-0`, `B-1` … */
  async register(count: number): Promise<void> {
    const at = this.context.now()
    await this.home.ledger.transact(async (tx) => {
      for (let n = 0; n < count; n++)
        await tx.devices.add({ deviceId: `B-${n}`, deviceType: 'bench' }, at)
    })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.home[Symbol.asyncDispose]()
    rmSync(join(this.root, '..'), { recursive: true, force: true })
  }
}
