import { parseSlashName } from '../../name/name-text.ts'
import { anchor, caName, deviceRequest, pathCases } from '../path-requests.cases.ts'

export const cases = pathCases(
  [
    ['the name of the CA', () => deviceRequest()],
    [
      'the name of the CA in other letters and spacing',
      () => {
        const issuer = '/C=US/ST=STATE/L=city/O=  hospital /OU=IT/CN=z-monitor-ca'
        return deviceRequest({ issuer: parseSlashName(issuer) })
      },
    ],
  ],
  [
    [
      "another issuer's name under the right signature",
      'issuer_unknown',
      () => {
        const { certificate } = anchor.issue({ issuer: caName('Somebody Else') })
        return { path: [certificate, anchor.certificate] }
      },
    ],
    [
      'an issuer that is only the first part of the name of the CA',
      'issuer_unknown',
      () => {
        const issuer = parseSlashName('/C=US/ST=State/L=City/O=Hospital/OU=IT')
        return { path: [anchor.issue({ issuer }).certificate, anchor.certificate] }
      },
    ],
  ],
)
