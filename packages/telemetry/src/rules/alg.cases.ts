import type { RuleCases } from '@zcert/testkit'
import { device, forge, type MessageCase } from '../message.fixture.ts'
import { messagePeer } from '../message-peer.ts'

const both = ['rsa-pss-sha512', 'rsa-v1_5-sha256'] as const

export const cases: RuleCases<MessageCase> = {
  accepted: [
    ['ecdsa-p256-sha256 of a P-256 key', () => forge()],
    ['ecdsa-p384-sha384 of a P-384 key', () => forge({ signer: device('p-384') })],
    ['rsa-pss-sha512 of an RSA key', () => forge({ signer: device('rsa-2048') })],
    [
      'rsa-v1_5-sha256 where it is configured',
      () =>
        forge({
          signer: device('rsa-2048'),
          algorithm: 'rsa-v1_5-sha256',
          peer: messagePeer(device('rsa-2048').certificate, { rsaAlgorithms: both }),
        }),
    ],
  ],
  refused: [
    ['an unknown algorithm', () => forge({ alg: 'hmac-sha256' })],
    ['a name from an object prototype', () => forge({ alg: 'constructor' })],
    ['no algorithm', () => forge({ alg: '' })],
    ['the algorithm of another curve', () => forge({ alg: 'ecdsa-p384-sha384' })],
    ['the algorithm of another key type', () => forge({ alg: 'rsa-pss-sha512' })],
    [
      'rsa-v1_5-sha256 where only PSS is configured',
      () => forge({ signer: device('rsa-2048'), alg: 'rsa-v1_5-sha256' }),
    ],
  ],
}
