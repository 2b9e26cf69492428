import { encodeBasicConstraints } from '../../extensions/basic-constraints.ts'
import { encodeExtension } from '../../extensions/extension.ts'
import { EXTENSION } from '../../oids.ts'
import {
  anchor,
  deviceFields,
  deviceRequest,
  pathCases,
  requestFor,
} from '../path-requests.cases.ts'

const marked = (critical: boolean) =>
  deviceFields({
    without: [EXTENSION.basicConstraints],
    more: [
      encodeExtension(EXTENSION.basicConstraints, critical, encodeBasicConstraints({ ca: true })),
    ],
  })

export const cases = pathCases(
  [
    ['CA:FALSE', () => deviceRequest()],
    [
      'no basic constraints',
      () => deviceRequest(deviceFields({ without: [EXTENSION.basicConstraints] })),
    ],
    [
      'a CA where no purpose is asked for',
      () => requestFor(anchor.subordinate().certificate, { purpose: 'any' }),
    ],
  ],
  [
    ['a device certificate marked as a CA', 'ca_as_end_entity', () => deviceRequest(marked(true))],
    [
      'a device certificate marked as a CA, not critically',
      'ca_as_end_entity',
      () => deviceRequest(marked(false)),
    ],
  ],
)
