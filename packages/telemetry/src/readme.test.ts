import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { instantOf } from '@zcert/x509'
import { expect, test } from 'vitest'
import {
  admitMessage,
  CLOCK_SKEW,
  messagePeer,
  messageSigner,
  nonceOf,
  parseTargetUri,
  ReplayWindow,
  signMessage,
  targetUriOf,
  verifyMessage,
} from './index.ts'
import { device } from './message.fixture.ts'

const window = new ReplayWindow(CLOCK_SKEW.production)
const {
  certificate,
  keys: { privateKey },
} = device()

test('the example of the README runs', () => {
  // example
  // On the device, once for each certificate:
  const signer = messageSigner(certificate, privateKey)

  // For every attempt to send a message:
  const message = {
    method: 'POST',
    targetUri: parseTargetUri('https://telemetry.hospital.example/v1/telemetry'),
    contentType: 'application/json',
    body: Buffer.from('{"spo2":97}'),
  }
  const nonce = nonceOf(randomBytes(16))
  const headers = signMessage({ ...message, created: instantOf(new Date()), nonce }, signer)

  // On the server, once for each connection; the certificate is that of the TLS handshake:
  const peer = messagePeer(certificate)

  // For every request; `window` is one for the process:
  const publicUrl = parseTargetUri('https://telemetry.hospital.example')
  const received = {
    method: 'POST',
    targetUri: targetUriOf(publicUrl, '/v1/telemetry'), // request.url, never the Host header
    headers: { ...headers }, // request.headersDistinct
    body: message.body,
  }
  const at = instantOf(new Date())
  const verified = verifyMessage(received, peer, { at, skew: CLOCK_SKEW.production })
  const { deviceId, body } = admitMessage(window, verified, at)
  // end
  expect(deviceId).toBe('ZM-001')
  expect(body.toString()).toBe('{"spo2":97}')
})

test('the example of the README is the one that runs here', () => {
  const own = readFileSync(new URL(import.meta.url), 'utf8')
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')
  const here = /\n {2}\/\/ example\n([\s\S]*?)\n {2}\/\/ end\n/.exec(own)?.[1]
  const there = /\n```ts\n([\s\S]*?)\n```\n/.exec(readme)?.[1]
  expect(there).toBeTruthy()
  expect(here?.replace(/^ {2}/gm, '')).toBe(there)
})
