import {
  chmodSync,
  existsSync,
  lstatSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { makeFolders, syncFolder } from '@zcert/files'
import type { DeviceId } from '@zcert/x509'

/** Files of a generation, by the names that the guide gives them. */
export interface DeviceFiles {
  readonly key: string
  readonly request: string
  readonly certificate: string
  readonly ca: string
  readonly crl: string
  readonly checksums: string
  readonly settings: string
}

/** A link that chooses a generation: what the device uses, or what waits beside it. */
export type GenerationLink = 'current' | 'next'

/**
 * The names of the files for a device, relative to a generation or to the device folder.
 * @see the guide, "Certificate Installation on Device"
 */
export function deviceFiles(deviceId: string): DeviceFiles {
  return {
    key: `device_${deviceId}.key`,
    request: `device_${deviceId}.csr`,
    certificate: `device_${deviceId}.crt`,
    ca: 'ca.crt',
    crl: 'crl.pem',
    checksums: 'certs.sha256',
    settings: 'z-monitor.conf',
  }
}

/**
 * The folder that holds a device's credentials. The names that firmware knows are links into `current`,
 * and `current` is a link to one generation, so one rename changes all of them together; `next` names
 * the generation that is being made beside it.
 */
export class DeviceFolder {
  readonly root: string
  /** The device's own ledger. */
  readonly database: string

  constructor(root: string) {
    this.root = resolve(root)
    this.database = join(this.root, 'device.db')
  }

  /**
   * Creates the folder, or takes away what others than its owner may do with it.
   * @returns the folders that it made
   */
  prepare(): readonly string[] {
    const made = makeFolders(join(this.root, 'generations'), 0o700)
    chmodSync(this.root, 0o700)
    syncFolder(this.root)
    syncFolder(dirname(this.root))
    return made
  }

  /** Path of a file by its stable name. */
  path(name: string): string {
    return join(this.root, name)
  }

  /** The generation that a link names, or nothing. */
  generation(link: GenerationLink): string | undefined {
    const path = this.path(link)
    if (lstatSync(path, { throwIfNoEntry: false }) === undefined) return undefined
    return join(this.root, readlinkSync(path))
  }

  /** Points a link at a generation, at once and durably. */
  point(link: GenerationLink, generation: string): void {
    this.replaceLink(this.path(link), join('generations', generation))
    syncFolder(this.root)
  }

  /** Removes a link. */
  unlink(link: GenerationLink): void {
    rmSync(this.path(link), { force: true })
    syncFolder(this.root)
  }

  /**
   * Makes the stable names of a device point into `current`. A plain file stays until there is one to
   * take its place.
   */
  linkStableNames(deviceId: DeviceId): void {
    const { key, certificate, ca, crl, checksums, settings } = deviceFiles(deviceId)
    for (const name of [key, certificate, ca, crl, checksums, settings]) {
      const isPlain = lstatSync(this.path(name), { throwIfNoEntry: false })?.isFile() === true
      if (isPlain && !existsSync(this.path(join('current', name)))) continue
      this.replaceLink(this.path(name), join('current', name))
    }
    syncFolder(this.root)
  }

  /** Shows the pair in the making under the guide's names `device_<ID>_new.*`, or hides it. */
  linkNewNames(deviceId: DeviceId, shown: boolean): void {
    const { key, certificate } = deviceFiles(deviceId)
    for (const name of [key, certificate]) {
      const visible = this.path(name.replace(/(\.\w+)$/, '_new$1'))
      if (shown) this.replaceLink(visible, join('next', name))
      else rmSync(visible, { force: true })
    }
    syncFolder(this.root)
  }

  private replaceLink(path: string, target: string): void {
    const found = lstatSync(path, { throwIfNoEntry: false })
    if (found?.isSymbolicLink() && readlinkSync(path) === target) return
    const temporary = `${path}.${process.pid}`
    rmSync(temporary, { force: true })
    symlinkSync(target, temporary)
    renameSync(temporary, path)
  }
}
