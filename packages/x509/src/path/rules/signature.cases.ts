import { der, derOid, derParts, MockCa, testKeyPair } from '@zcert/testkit'
import { KEY_ALGORITHM, SIGNATURE_ALGORITHM } from '../../oids.ts'
import { anchor, deviceRequest, pathCases, requestBelow } from '../path-requests.cases.ts'

const identifier = (dotted: string, ...parameters: Buffer[]) => ({
  der: der(0x30, derOid(dotted), ...parameters),
  oid: dotted,
})
const flipLastBit = (signature: Buffer) => {
  const changed = Buffer.from(signature)
  changed[changed.length - 1] = (changed.at(-1) as number) ^ 1
  return changed
}
const negateS = (signature: Buffer) => {
  const [r, s] = derParts(signature) as [Buffer, Buffer]
  return der(0x30, s, r)
}
const rsa = MockCa.create({}, 'rsa-2048')

export const cases = pathCases(
  [
    ['a signature by the CA', () => deviceRequest()],
    ['an RSA signature', () => requestBelow([rsa])],
    ['a P-384 signature', () => requestBelow([MockCa.create({}, 'p-384')])],
  ],
  [
    [
      'a signature with its last bit changed',
      'signature_invalid',
      () => deviceRequest({ rewriteSignature: flipLastBit }),
    ],
    [
      'an RSA signature with its last bit changed',
      'signature_invalid',
      () => requestBelow([rsa], { rewriteSignature: flipLastBit }),
    ],
    [
      'r and s changed over',
      'signature_invalid',
      () => deviceRequest({ rewriteSignature: negateS }),
    ],
    [
      'a signature of r = s = 0',
      'signature_invalid',
      () => {
        const zero = der(0x02, Buffer.from([0]))
        return deviceRequest({ rewriteSignature: () => der(0x30, zero, zero) })
      },
    ],
    [
      'an empty signature',
      'signature_invalid',
      () => deviceRequest({ rewriteSignature: () => Buffer.alloc(0) }),
    ],
    [
      'a signature by another key of the same name',
      'signature_invalid',
      () => deviceRequest({ signingKeys: testKeyPair() }),
    ],
    [
      'a device that names another key of its CA as signer',
      'issuer_unknown',
      () => deviceRequest({}, { trustAnchors: [MockCa.create().certificate] }),
    ],
    [
      'an intermediate signed by another key',
      'signature_invalid',
      () => requestBelow([anchor, anchor.subordinate({ signingKeys: testKeyPair() })]),
    ],
    [
      'a signature over SHA-1',
      'signature_invalid',
      () =>
        deviceRequest({
          algorithm: { identifier: identifier('1.2.840.10045.4.1'), digest: 'sha1' },
        }),
    ],
    [
      'ECDSA with parameters',
      'signature_invalid',
      () => {
        const dotted = SIGNATURE_ALGORITHM.ecdsaWithSHA256
        return deviceRequest({
          algorithm: { identifier: identifier(dotted, der(0x05)), digest: 'sha256' },
        })
      },
    ],
    [
      'an RSA algorithm named for an EC key',
      'signature_invalid',
      () => {
        const dotted = SIGNATURE_ALGORITHM.sha256WithRSAEncryption
        return deviceRequest({
          algorithm: { identifier: identifier(dotted, der(0x05)), digest: 'sha256' },
        })
      },
    ],
    [
      'the algorithm of the key in place of one for signatures',
      'signature_invalid',
      () =>
        deviceRequest({
          algorithm: { identifier: identifier(KEY_ALGORITHM.ecPublicKey), digest: 'sha256' },
        }),
    ],
  ],
)
