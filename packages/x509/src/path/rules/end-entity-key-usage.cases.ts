import { encodeExtension } from '../../extensions/extension.ts'
import { encodeKeyUsage, type KeyUsage } from '../../extensions/key-usage.ts'
import { EXTENSION } from '../../oids.ts'
import { deviceFields, deviceRequest, pathCases } from '../path-requests.cases.ts'

const using = (...usages: KeyUsage[]) =>
  deviceFields({
    without: [EXTENSION.keyUsage],
    more: [encodeExtension(EXTENSION.keyUsage, true, encodeKeyUsage(usages))],
  })

export const cases = pathCases(
  [
    [
      'digitalSignature among others',
      () => deviceRequest(using('digitalSignature', 'decipherOnly')),
    ],
    ['no key usage', () => deviceRequest(deviceFields({ without: [EXTENSION.keyUsage] }))],
    [
      'another usage where no purpose is asked for',
      () => deviceRequest(using('keyEncipherment'), { purpose: 'any' }),
    ],
  ],
  [
    ['keyEncipherment alone', 'key_usage_forbidden', () => deviceRequest(using('keyEncipherment'))],
    ['a key usage with no bit set', 'key_usage_forbidden', () => deviceRequest(using())],
    [
      'contentCommitment, which is no digitalSignature',
      'key_usage_forbidden',
      () => deviceRequest(using('contentCommitment')),
    ],
  ],
)
