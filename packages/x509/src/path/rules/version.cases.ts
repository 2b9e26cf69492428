import { der, derParts } from '@zcert/testkit'
import { deviceRequest, pathCases } from '../path-requests.cases.ts'

/** The TBSCertificate in a version before extensions existed. */
function withoutExtensions(version: Buffer | undefined, ...behind: Buffer[]) {
  return (tbs: Buffer) => {
    const fields = derParts(tbs).slice(1, -1)
    return der(0x30, ...(version === undefined ? [] : [version]), ...fields, ...behind)
  }
}

const VERSION_2 = der(0xa0, der(0x02, Buffer.from([1])))
const UNIQUE_ID = der(0x81, Buffer.from([0, 1]))

export const cases = pathCases(
  [['a device certificate of version 3', () => deviceRequest()]],
  [
    [
      'an end entity of version 1',
      'version_unsupported',
      () => deviceRequest({ rewriteTbs: withoutExtensions(undefined) }, { purpose: 'any' }),
    ],
    [
      'an end entity of version 2 with a unique ID',
      'version_unsupported',
      () =>
        deviceRequest({ rewriteTbs: withoutExtensions(VERSION_2, UNIQUE_ID) }, { purpose: 'any' }),
    ],
  ],
)
