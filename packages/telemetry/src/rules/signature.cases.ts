import type { RuleCases } from '@zcert/testkit'
import { device, type Forgery, forge, type MessageCase } from '../message.fixture.ts'
import { messagePeer } from '../message-peer.ts'

const { certificate } = device()

/** The device's message under the signature of another forgery. */
function signedAs(forgery: Forgery): MessageCase {
  const { signature } = forge(forgery).received.headers
  return forge({ headers: { signature } })
}

export const cases: RuleCases<MessageCase> = {
  accepted: [['a signature of the very message', () => forge()]],
  refused: [
    ['another method', () => forge({ signedMethod: 'PUT' })],
    ['another target', () => forge({ signedTargetUri: 'https://telemetry.hospital.example/v2' })],
    [
      'the same path on another server',
      () => forge({ signedTargetUri: 'https://evil.example/v1/telemetry' }),
    ],
    ['another content type', () => signedAs({ contentType: 'text/plain' })],
    ['another time', () => signedAs({ created: 0 })],
    ['another nonce', () => signedAs({ nonce: 'AAAAAAAAAAAAAAAAAAAAAA' })],
    ['another body and its digest', () => signedAs({ body: Buffer.from('{}') })],
    [
      'the key of another device',
      () => {
        const { signature } = forge({ signer: device('p-256', 'ZM-002') }).received.headers
        return forge({ headers: { signature }, peer: messagePeer(certificate) })
      },
    ],
    ['an empty signature', () => forge({ headers: { signature: 'zm=::' } })],
    ['a signature cut short', () => forge({ headers: { signature: 'zm=:AAAA:' } })],
    [
      'zeros for r and s',
      () => forge({ headers: { signature: `zm=:${Buffer.alloc(64).toString('base64')}:` } }),
    ],
  ],
}
