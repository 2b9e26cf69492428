import { join } from 'node:path'
import { readBoundedFile } from '@zcert/files'
import {
  type CertificateList,
  CodedError,
  encodePemFile,
  formatInstant,
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
 * Refuses a CRL when a newer one of its issuer is there: what it revoked would be forgotten. Numbers decide;
 * of CRLs without one, which `openssl ca` writes where no `crlnumber` is configured, `thisUpdate` does. One
 * without never replaces one with: whoever numbers goes on numbering.
 * @throws {AgentError} `crl_not_newer`
 */
export function assertNotOlder(crl: CertificateList, known: readonly CertificateList[]): void {
  const newer = known.find((one) => namesMatch(one.issuer, crl.issuer) && isOlder(crl, one))
  if (newer === undefined) return
  throw new AgentError(
    'crl_not_newer',
    `${nameOf(crl)} is older than ${nameOf(newer)}, which is installed`,
    { hint: 'the one that is installed stays; give a newer one, or none' },
  )
}

function isOlder(crl: CertificateList, than: CertificateList): boolean {
  if (than.crlNumber === undefined) return crl.thisUpdate < than.thisUpdate
  return crl.crlNumber === undefined || crl.crlNumber < than.crlNumber
}

function nameOf({ crlNumber, thisUpdate }: CertificateList): string {
  return crlNumber === undefined
    ? `the CRL without number of ${formatInstant(thisUpdate)}`
    : `CRL ${crlNumber}`
}

/** CRLs as one PEM file. */
export function encodeCrls(crls: readonly CertificateList[]): Buffer {
  return Buffer.concat(crls.map(({ der }) => encodePemFile('X509 CRL', der)))
}
