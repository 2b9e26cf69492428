import { createPublicKey, generateKeyPairSync } from 'node:crypto'
import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Passphrase } from '@zcert/files'
import { type CertificateRecord, openLedger } from '@zcert/ledger'
import {
  MockCa,
  type MockCertificateFields,
  TemporaryFolder,
  type TestKeyPair,
} from '@zcert/testkit'
import {
  type Certificate,
  type CertificateList,
  type DeviceId,
  encodePem,
  encodePrivateKey,
  type Instant,
  parseCertificates,
  parseCertificationRequestFile,
  parseInstant,
  type ValidationReport,
} from '@zcert/x509'
import { installCertificate } from './install/install-certificate.ts'
import type { Installation } from './install/installation.ts'
import { createRequest, type KeyProtection } from './request/create-request.ts'
import { validateInstallation } from './validate/validate-installation.ts'

/** The device's clock in these tests. */
export const AT: Instant = parseInstant('2026-11-24T12:00:00Z')
export const ID = 'ZM-001' as DeviceId
/** The CA of these tests. */
export const ca = MockCa.create()

/** A fresh passphrase: they are wiped after use. */
export const passphrase = (text = 'device passphrase') => new Passphrase(Buffer.from(text))

/** A device's folder in a temporary one, and what the device does with it. */
export class TestDevice implements Disposable {
  readonly outside: TemporaryFolder = new TemporaryFolder()
  readonly folder: string = join(this.outside.path, 'certs')

  /** Path of a file in the folder. */
  at(name: string): string {
    return join(this.folder, name)
  }

  /** Permission bits of a file, through links. */
  mode(name: string): string {
    return (statSync(this.at(name)).mode & 0o777).toString(8)
  }

  /** Makes a P-256 key and CSR. @returns the CSR's public key */
  async request(protection: KeyProtection = 'unencrypted', deviceId = ID) {
    const { pem } = await createRequest({ folder: this.folder, deviceId, key: 'p-256', protection })
    return parseCertificationRequestFile(Buffer.from(pem)).publicKey
  }

  /** The certificate for the CSR that waits in the folder, or that was made for another key. */
  async certificate(fields: MockCertificateFields = {}): Promise<Certificate> {
    const publicKey = fields.keys?.publicKey ?? (await this.request())
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    return ca.issue({ ...fields, keys: { publicKey, privateKey } }).certificate
  }

  /** Installs what `changes` say, all else as it should be. */
  async install(certificate: Certificate, changes: Partial<Installation> = {}): Promise<string> {
    return installCertificate({
      folder: this.folder,
      deviceId: ID,
      certificates: [certificate],
      trustAnchors: [ca.certificate],
      crls: [ca.crl()],
      passphrase: undefined,
      at: AT,
      activation: 'switch',
      ...changes,
    })
  }

  /** Request, certificate and installation in one go. */
  async provision(changes: Partial<Installation> = {}): Promise<Certificate> {
    const certificate = await this.certificate()
    await this.install(certificate, changes)
    return certificate
  }

  /** Makes the new pair of a renewal and leaves it beside the old one. */
  async installBeside(changes: Partial<Installation> = {}): Promise<Certificate> {
    return this.provision({ activation: 'beside', ...changes })
  }

  /** Puts plain files in place, as the guide's commands do. */
  copyPlainFiles(
    certificate: Certificate,
    keys: TestKeyPair,
    crl: CertificateList | undefined = ca.crl(),
    deviceId: string = ID,
  ): void {
    this.write(`device_${deviceId}.key`, encodePrivateKey(keys.privateKey), 0o600)
    this.write(`device_${deviceId}.crt`, encodePem('CERTIFICATE', certificate.der))
    this.write('ca.crt', encodePem('CERTIFICATE', ca.certificate.der))
    if (crl !== undefined) this.write('crl.pem', encodePem('X509 CRL', crl.der))
  }

  /** Writes a file in the folder. */
  write(name: string, contents: string | Uint8Array, mode = 0o644): void {
    writeFileSync(this.at(name), contents, { mode })
  }

  /** The certificate behind a stable name. */
  certificateAt(name = `device_${ID}.crt`): Certificate {
    return parseCertificates(readFileSync(this.at(name)))[0]
  }

  /** Whether the key behind a stable name is that of the certificate there. */
  keyFits(name = `device_${ID}`): boolean {
    const key = createPublicKey(readFileSync(this.at(`${name}.key`)))
    const spki = key.export({ type: 'spki', format: 'der' })
    return spki.equals(this.certificateAt(`${name}.crt`).publicKey.der)
  }

  /** Start-up validation. */
  validate(changes: Partial<Parameters<typeof validateInstallation>[0]> = {}) {
    return validateInstallation({ folder: this.folder, at: AT, ...changes })
  }

  /** The device's table, the newest row first. */
  async rows(deviceId: string = ID): Promise<CertificateRecord[]> {
    await using ledger = await openLedger(this.at('device.db'), { mode: 'existing' })
    return await ledger.reader.certificates.ofDevice(deviceId)
  }

  /** Actions in the device's audit log. */
  async audit(): Promise<{ action: string; success: boolean; details: Record<string, unknown> }[]> {
    await using ledger = await openLedger(this.at('device.db'), { mode: 'existing' })
    const events = await ledger.reader.audit.list()
    return events.map(({ action, success, details }) => ({
      action,
      success,
      details: JSON.parse(details),
    }))
  }

  [Symbol.dispose](): void {
    this.outside[Symbol.dispose]()
  }
}

/** Each step of a report with its result, and the code where there is one to tell. */
export function stepsOf({ steps }: ValidationReport): string[] {
  return steps.map(({ step, result, code }) =>
    ['ok', 'not_checked'].includes(code) ? `${step}: ${result}` : `${step}: ${result} ${code}`,
  )
}

/** The code of a refusal; anything else is thrown. */
export async function codeOf(work: Promise<unknown> | (() => unknown)): Promise<string> {
  try {
    await (typeof work === 'function' ? work() : work)
    return 'accepted'
  } catch (error) {
    if (error instanceof Error && 'code' in error && 'details' in error) return String(error.code)
    throw error
  }
}
