import { der, derOid } from '@zcert/testkit'
import { SIGNATURE_ALGORITHM } from '../../oids.ts'
import { signingAlgorithmFor } from '../../public-key/signature-algorithm.ts'
import { anchor, deviceRequest, pathCases, requestBelow } from '../path-requests.cases.ts'

const sha384 = signingAlgorithmFor({ algorithm: 'ec', curve: 'P-384' }).identifier
const sha256WithNull = {
  der: der(0x30, derOid(SIGNATURE_ALGORITHM.ecdsaWithSHA256), der(0x05)),
  oid: SIGNATURE_ALGORITHM.ecdsaWithSHA256,
}

export const cases = pathCases(
  [['one algorithm named twice', () => deviceRequest()]],
  [
    [
      'another digest inside the signed part',
      'signature_algorithm_mismatch',
      () => deviceRequest({ signature: sha384 }),
    ],
    [
      'the same algorithm with other parameters',
      'signature_algorithm_mismatch',
      () => deviceRequest({ signature: sha256WithNull }),
    ],
    [
      'another digest inside the signed part of an intermediate',
      'signature_algorithm_mismatch',
      () => requestBelow([anchor, anchor.subordinate({ signature: sha384 })]),
    ],
  ],
)
