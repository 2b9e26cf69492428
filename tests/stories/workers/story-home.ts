import { createPublicKey, randomBytes } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import {
  type AuthorityContext,
  addDevice,
  createHome,
  type Home,
  type HomeEnvironment,
  type IssuedCertificate,
  issueCertificate,
  openHome,
  unlockAuthority,
} from '@zcert/authority'
import { generatePrivateKey, Passphrase, readBoundedFile } from '@zcert/files'
import { TemporaryFolder } from '@zcert/testkit'
import {
  DEFAULT_CA_SUBJECT,
  DEFAULT_CA_VALIDITY,
  type DeviceId,
  encodePrivateKey,
  instantOf,
  parsePrivateKey,
  parseSlashName,
  parseSubjectPublicKeyInfo,
  Z_MONITOR,
} from '@zcert/x509'

/** Who acts in these stories. */
export const ACTOR = { user: 'story' }

const ENVIRONMENT: HomeEnvironment = { now: () => instantOf(new Date()), randomBytes }

/** The home of a CA in a folder of its own, for many processes to work on. */
export class StoryHome implements Disposable {
  readonly folder: TemporaryFolder
  readonly root: string

  private constructor(folder: TemporaryFolder) {
    this.folder = folder
    this.root = folder.at('ca')
  }

  /**
   * Makes a P-256 CA. Its key is stored without encryption: opening an encrypted one takes a fifth of a
   * second by design, and these stories open it hundreds of times.
   */
  static async create(environment: HomeEnvironment = ENVIRONMENT): Promise<StoryHome> {
    const story = new StoryHome(new TemporaryFolder())
    const passphrase = Buffer.from('story')
    const request = {
      subject: parseSlashName(DEFAULT_CA_SUBJECT),
      key: 'p-256',
      validity: DEFAULT_CA_VALIDITY,
      passphrase: new Passphrase(passphrase),
    } as const
    await createHome(story.root, request, ACTOR, environment)
    const keyFile = `${story.root}/private/ca.key`
    const key = parsePrivateKey(readBoundedFile(keyFile), passphrase)
    writeFileSync(keyFile, encodePrivateKey(key))
    return story
  }

  [Symbol.dispose](): void {
    this.folder[Symbol.dispose]()
  }
}

/** A CA that is opened and unlocked as every command opens it. */
export interface OpenCa extends AsyncDisposable {
  readonly home: Home
  readonly context: AuthorityContext
}

/** Opens the CA in a home whose key is not encrypted. */
export async function openCa(
  root: string,
  environment: Partial<HomeEnvironment> = {},
): Promise<OpenCa> {
  const home = await openHome(root)
  const context = unlockAuthority(home, undefined, { ...ENVIRONMENT, ...environment })
  return { home, context, [Symbol.asyncDispose]: () => home[Symbol.asyncDispose]() }
}

/** Registers a device. */
export async function registerDevice(context: AuthorityContext, deviceId: string): Promise<void> {
  await addDevice(context, { deviceId, deviceType: 'Z-Monitor' }, ACTOR)
}

/** Makes a P-256 key and issues a certificate for it, as `zcert cert issue` does. */
export async function issueTo(
  context: AuthorityContext,
  deviceId: string,
): Promise<IssuedCertificate> {
  const key = await generatePrivateKey('p-256')
  const spki = createPublicKey(key).export({ type: 'spki', format: 'der' })
  const identity = { kind: 'device', deviceId: deviceId as DeviceId } as const
  const order = { identity, profile: Z_MONITOR, publicKey: parseSubjectPublicKeyInfo(spki) }
  return issueCertificate(context, order, ACTOR)
}
