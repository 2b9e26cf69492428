import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { openssl } from './openssl.ts'

/** What is copied into a device folder; contents, not paths. */
export interface HandInstallation {
  readonly deviceId: string
  readonly certificate: Uint8Array | string
  readonly key: Uint8Array | string
  readonly ca: Uint8Array | string
  readonly crl?: Uint8Array | string
}

/**
 * The guide's "Install Certificates" by hand, without anything of ours: its names and modes, the sums of
 * `certs.sha256`, and the four lines of the settings.
 */
export function installByHand(dir: string, installation: HandInstallation): string {
  const { deviceId, crl } = installation
  const at = (name: string) => join(dir, name)
  const [certificate, key, ca] = [
    at(`device_${deviceId}.crt`),
    at(`device_${deviceId}.key`),
    at('ca.crt'),
  ]
  mkdirSync(dir, { mode: 0o700 })
  writeFileSync(certificate, installation.certificate)
  writeFileSync(key, installation.key)
  writeFileSync(ca, installation.ca)
  if (crl !== undefined) writeFileSync(at('crl.pem'), crl)
  chmodSync(certificate, 0o644)
  chmodSync(key, 0o600)
  chmodSync(ca, 0o644)
  const sums = [certificate, key, ca].map((path) => {
    const [sum] = openssl(['dgst', '-sha256', '-r', path]).text.split(' ')
    return `${sum}  ${path.slice(dir.length + 1)}\n`
  })
  writeFileSync(at('certs.sha256'), sums.join(''))
  writeFileSync(
    at('z-monitor.conf'),
    `deviceId = "${deviceId}"\ncertificatePath = "${certificate}"\nprivateKeyPath = "${key}"\n` +
      `caCertificatePath = "${ca}"\n`,
  )
  return dir
}
