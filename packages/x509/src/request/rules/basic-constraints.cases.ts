import { der, derExtension } from '@zcert/testkit'
import { encodeBasicConstraints } from '../../extensions/basic-constraints.ts'
import { EXTENSION } from '../../oids.ts'
import { requestCases, requestSubject } from '../request-subjects.cases.ts'

const asking = (ca: boolean, critical: boolean, pathLength?: number) => {
  const value = encodeBasicConstraints(pathLength === undefined ? { ca } : { ca, pathLength })
  return requestSubject({ extensions: [derExtension(EXTENSION.basicConstraints, critical, value)] })
}

export const cases = requestCases(
  [
    ['CA:FALSE', () => asking(false, true)],
    ['no basic constraints', () => requestSubject({ extensions: [] })],
  ],
  [
    ['CA:TRUE', 'csr_conflict', () => asking(true, true)],
    ['CA:TRUE, not critically', 'csr_conflict', () => asking(true, false)],
    ['CA:TRUE with a path length', 'csr_conflict', () => asking(true, true, 0)],
    ['a path length alone', 'csr_conflict', () => asking(false, false, 0)],
    [
      'CA:TRUE hidden behind a long subject',
      'csr_conflict',
      () => {
        const value = encodeBasicConstraints({ ca: true })
        const padding = derExtension('1.2.3', false, der(0x04, Buffer.alloc(10_000)))
        return requestSubject({
          extensions: [padding, derExtension(EXTENSION.basicConstraints, false, value)],
        })
      },
    ],
  ],
)
