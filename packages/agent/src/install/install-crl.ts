import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { readBoundedFile, writeFileDurably } from '@zcert/files'
import {
  type CertificateList,
  crlFault,
  encodePemFile,
  isSignedBy,
  parseCertificateLists,
  parseCertificates,
} from '@zcert/x509'
import { AgentError } from '../errors.ts'
import { DeviceFolder } from '../folder/device-folder.ts'
import { MAX_DEVICE_CRL_BYTES } from '../validate/load-installation.ts'

/**
 * Replaces the device's CRL with a newer one of its CA; one that is damaged, of another CA, or older is
 * refused and the one before stays.
 * @returns the number of the CRL that is in place now
 * @throws {AgentError} `crl_not_acceptable`, `crl_not_newer`
 * @see the guide, "Distribute CRL"
 */
export function installCrl(root: string, crl: CertificateList): bigint {
  const folder = new DeviceFolder(root)
  const place = folder.generation('current') ?? folder.root
  const anchors = parseCertificates(readBoundedFile(join(place, 'ca.crt')))
  const fault = crlFault(crl, () => anchors.some((anchor) => isSignedBy(crl, anchor)))
  const partial =
    crl.isDelta || crl.issuingDistributionPoint !== undefined ? 'it is not complete' : undefined
  const refusal = fault ?? partial ?? (crl.crlNumber === undefined ? 'it has no number' : undefined)
  if (refusal !== undefined)
    throw new AgentError('crl_not_acceptable', `the CRL is not installed: ${refusal}`)
  const [number, before] = [crl.crlNumber ?? 0n, numberIn(join(place, 'crl.pem'))]
  if (before !== undefined && number < before) {
    throw new AgentError(
      'crl_not_newer',
      `CRL ${number} is older than ${before}, which is installed`,
    )
  }
  writeFileDurably(join(place, 'crl.pem'), encodePemFile('X509 CRL', crl.der), 0o644)
  return number
}

function numberIn(path: string): bigint | undefined {
  return existsSync(path)
    ? parseCertificateLists(readBoundedFile(path, MAX_DEVICE_CRL_BYTES))[0].crlNumber
    : undefined
}
