import { der, derOid, testKeyPair } from '@zcert/testkit'
import { requestCases, requestSubject } from '../request-subjects.cases.ts'

const algorithm = (oid: string, ...parameters: Buffer[]) => ({
  oid,
  der: der(0x30, derOid(oid), ...parameters),
})
const unsupported = 'signature_algorithm_unsupported'

export const cases = requestCases(
  [
    ['a CSR signed by its key', () => requestSubject()],
    ['a CSR signed by its RSA key', () => requestSubject({ keys: testKeyPair('rsa-2048') })],
  ],
  [
    [
      'the key of another',
      'csr_signature_invalid',
      () => requestSubject({ publicKey: testKeyPair().publicKey }),
    ],
    [
      'an RSA key that is not the signer',
      'csr_signature_invalid',
      () =>
        requestSubject({
          keys: testKeyPair('rsa-2048'),
          publicKey: testKeyPair('rsa-2048').publicKey,
        }),
    ],
    ['SHA-1', unsupported, () => requestSubject({ algorithm: algorithm('1.2.840.10045.4.1') })],
    [
      'the algorithm of another kind of key',
      unsupported,
      () => requestSubject({ algorithm: algorithm('1.2.840.113549.1.1.11', der(0x05)) }),
    ],
    [
      'an algorithm with parameters that it has not',
      unsupported,
      () => requestSubject({ algorithm: algorithm('1.2.840.10045.4.3.2', der(0x05)) }),
    ],
  ],
)
