import { testKeyPair } from '@zcert/testkit'
import { encodeExtension } from '../../extensions/extension.ts'
import { encodeKeyUsage, type KeyUsage } from '../../extensions/key-usage.ts'
import { EXTENSION } from '../../oids.ts'
import { requestCases, requestSubject } from '../request-subjects.cases.ts'

const asking = (...usages: KeyUsage[]) =>
  requestSubject({
    keys: testKeyPair(),
    extensions: [encodeExtension(EXTENSION.keyUsage, false, encodeKeyUsage(usages))],
  })

export const cases = requestCases(
  [
    ["the guide's two usages", () => asking('digitalSignature', 'keyEncipherment')],
    ['one of them', () => asking('digitalSignature')],
    ['none', () => asking()],
  ],
  [
    ['keyCertSign', 'csr_conflict', () => asking('digitalSignature', 'keyCertSign')],
    ['cRLSign', 'csr_conflict', () => asking('cRLSign')],
    ['dataEncipherment', 'csr_conflict', () => asking('dataEncipherment')],
    ['contentCommitment', 'csr_conflict', () => asking('contentCommitment')],
  ],
)
