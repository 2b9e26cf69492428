import { existsSync } from 'node:fs'
import { basename, join } from 'node:path'
import { readBoundedFile } from '@zcert/files'
import type { Ledger } from '@zcert/ledger'
import {
  type Certificate,
  certificateFingerprint,
  type DeviceId,
  type Instant,
  parseCertificates,
  type SerialNumber,
} from '@zcert/x509'
import { activateRow, isWaiting, openDeviceLedger, registerCertificate } from '../device-ledger.ts'
import { AgentError } from '../errors.ts'
import { DeviceFolder, deviceFiles } from '../folder/device-folder.ts'
import { assertAcceptable } from './assert-acceptable.ts'
import { crlsIn } from './installed-crls.ts'
import { hideNext, pruneBehind, switchTo } from './switch-generation.ts'

/**
 * Makes the pair that waits beside the device's own the device's, unless it is expired or revoked by now.
 * Repeated after it was cut off, it does what was left to do.
 * @returns the serial number of its certificate
 * @throws {AgentError} `nothing_to_activate`, `certificate_not_acceptable`
 * @see the guide, "Switch to New Certificate"
 */
export async function activateNext(
  root: string,
  deviceId: DeviceId,
  at: Instant,
): Promise<SerialNumber> {
  const folder = new DeviceFolder(root)
  const next = folder.generation('next')
  const { certificate: name, ca } = deviceFiles(deviceId)
  if (next === undefined || !existsSync(join(next, name))) {
    return finishActivation(folder, deviceId)
  }
  const certificates = parseCertificates(readBoundedFile(join(next, name)))
  const trustAnchors = parseCertificates(readBoundedFile(join(next, ca)))
  const crls = crlsIn(next)
  assertAcceptable({ deviceId, certificates, trustAnchors, crls, at, before: 'installed' })
  await using ledger = await openDeviceLedger(folder)
  const record = await registerCertificate(ledger, deviceId, certificates[0], at)
  const previous = switchTo(folder, deviceId, basename(next))
  await activateRow(ledger, record)
  // Last: as long as `next` is there, a repetition does all of this again.
  hideNext(folder, deviceId)
  pruneBehind(folder, previous)
  return certificates[0].serialNumber
}

/** A run that was cut off right behind its rename has left a row that still waits. */
async function finishActivation(folder: DeviceFolder, deviceId: DeviceId): Promise<SerialNumber> {
  const current = folder.generation('current')
  const path = current && join(current, deviceFiles(deviceId).certificate)
  if (path !== undefined && existsSync(path)) {
    const [certificate] = parseCertificates(readBoundedFile(path))
    await using ledger = await openDeviceLedger(folder)
    if (await activateWaitingRow(ledger, certificate)) return certificate.serialNumber
  }
  throw new AgentError('nothing_to_activate', `no new pair waits in ${folder.root}`, {
    hint: 'install one beside the old first: zcert agent install --beside',
  })
}

async function activateWaitingRow(ledger: Ledger, certificate: Certificate): Promise<boolean> {
  const { serialNumber, der } = certificate
  const row = await ledger.reader.certificates.find(serialNumber, certificateFingerprint(der))
  if (row === undefined || !isWaiting(row)) return false
  await activateRow(ledger, row)
  return true
}
