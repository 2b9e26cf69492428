import { encodeExtendedKeyUsage } from '../../extensions/extended-key-usage.ts'
import { encodeExtension } from '../../extensions/extension.ts'
import { EXTENSION, KEY_PURPOSE } from '../../oids.ts'
import { requestCases, requestSubject } from '../request-subjects.cases.ts'

const { anyExtendedKeyUsage, clientAuth, ocspSigning, serverAuth } = KEY_PURPOSE
const asking = (...purposes: string[]) => {
  const value = encodeExtendedKeyUsage(purposes)
  return requestSubject({ extensions: [encodeExtension(EXTENSION.extendedKeyUsage, false, value)] })
}

export const cases = requestCases(
  [
    ['clientAuth', () => asking(clientAuth)],
    ['no purpose', () => requestSubject({ extensions: [] })],
  ],
  [
    ['serverAuth', 'csr_conflict', () => asking(serverAuth)],
    ['serverAuth behind clientAuth', 'csr_conflict', () => asking(clientAuth, serverAuth)],
    ['every purpose', 'csr_conflict', () => asking(anyExtendedKeyUsage)],
    ['OCSPSigning', 'csr_conflict', () => asking(ocspSigning)],
    ['a purpose that only begins like clientAuth', 'csr_conflict', () => asking(`${clientAuth}.1`)],
  ],
)
