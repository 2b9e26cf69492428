import { expect, test } from 'vitest'
import { device, forge } from '../message.fixture.ts'
import { signBase } from '../signature-algorithm.ts'
import { parseSignedMessage } from '../signed-message.ts'
import { signature } from './signature.ts'

test('signature does not skip a component that it does not know', () => {
  const components = ['"@method"', '"date"']
  const { received, ...circumstances } = forge({ components })
  const params = `${received.headers['signature-input']}`.slice('zm='.length)
  const skipping = `"@method": POST\n"@signature-params": ${params}`
  const made = signBase('ecdsa-p256-sha256', device().keys.privateKey, skipping)
  const headers = { ...received.headers, signature: `zm=:${made.toString('base64')}:` }
  const message = parseSignedMessage({ ...received, headers })
  expect(signature.run({ message, ...circumstances })?.code).toBe('message_signature_invalid')
})
