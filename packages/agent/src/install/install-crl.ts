import { join } from 'node:path'
import { readBoundedFile, writeFileDurably } from '@zcert/files'
import {
  type CertificateList,
  crlFault,
  isSignedBy,
  namesMatch,
  parseCertificates,
} from '@zcert/x509'
import { AgentError } from '../errors.ts'
import { DeviceFolder, deviceFiles } from '../folder/device-folder.ts'
import { assertNotOlder, crlsIn, encodeCrls, installedCrls } from './installed-crls.ts'

/**
 * Replaces the device's CRL with a newer one of its CA; one that is damaged, of another CA, or older is
 * refused and the one before stays. A pair that waits beside the one in use gets it too.
 * @returns the number of the CRL that is in place now; nothing for one without
 * @throws {AgentError} `crl_not_acceptable`, `crl_not_newer`
 * @see the guide, "Distribute CRL"
 */
export function installCrl(root: string, crl: CertificateList): bigint | undefined {
  const folder = new DeviceFolder(root)
  const { ca, crl: name } = deviceFiles('')
  const place = folder.generation('current') ?? folder.root
  const anchors = parseCertificates(readBoundedFile(join(place, ca)))
  const fault = crlFault(crl, () => anchors.some((anchor) => isSignedBy(crl, anchor)))
  const partial =
    crl.isDelta || crl.issuingDistributionPoint !== undefined ? 'it is not complete' : undefined
  const endless = crl.nextUpdate === undefined ? 'it has no nextUpdate' : undefined
  const refusal = fault ?? partial ?? endless
  if (refusal !== undefined)
    throw new AgentError('crl_not_acceptable', `the CRL is not installed: ${refusal}`)
  assertNotOlder(crl, installedCrls(folder))
  // The waiting pair first: the switch to it must never bring an older CRL back.
  for (const at of [folder.generation('next'), place]) {
    if (at === undefined) continue
    const others = crlsIn(at).filter(({ issuer }) => !namesMatch(issuer, crl.issuer))
    writeFileDurably(join(at, name), encodeCrls([...others, crl]), 0o644)
  }
  return crl.crlNumber
}
