import { join } from 'node:path'
import { readBoundedFile } from '@zcert/files'
import {
  type CertificateList,
  CodedError,
  encodePemFile,
  namesMatch,
  parseCertificateLists,
} from '@zcert/x509'
import { AgentError } from '../errors.ts'
import { type DeviceFolder, deviceFiles } from '../folder/device-folder.ts'
import { MAX_DEVICE_CRL_BYTES } from '../validate/load-installation.ts'

const { crl: NAME } = deviceFiles('')

/** The CRLs in a place; none where the file is missing or damaged, for then a whole one shall replace it. */
export function crlsIn(place: string): readonly CertificateList[] {
  try {
    return parseCertificateLists(readBoundedFile(join(place, NAME), MAX_DEVICE_CRL_BYTES))
  } catch (error) {
    if (error instanceof CodedError) return []
    throw error
  }
}

/** The CRLs that the device uses. */
export function installedCrls(folder: DeviceFolder): readonly CertificateList[] {
  return crlsIn(folder.generation('current') ?? folder.root)
}

/**
 * Refuses a CRL when a newer one of its issuer is there: what it revoked would be forgotten.
 * @throws {AgentError} `crl_not_newer`
 */
export function assertNotOlder(crl: CertificateList, known: readonly CertificateList[]): void {
  const number = crl.crlNumber ?? 0n
  const newer = known.find(
    (one) => namesMatch(one.issuer, crl.issuer) && (one.crlNumber ?? 0n) > number,
  )
  if (newer === undefined) return
  throw new AgentError(
    'crl_not_newer',
    `CRL ${number} is older than ${newer.crlNumber}, which is installed`,
    { hint: 'the one that is installed stays; give a newer one, or none' },
  )
}

/** CRLs as one PEM file. */
export function encodeCrls(crls: readonly CertificateList[]): Buffer {
  return Buffer.concat(crls.map(({ der }) => encodePemFile('X509 CRL', der)))
}
