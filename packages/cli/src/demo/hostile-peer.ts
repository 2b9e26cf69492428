import { createPrivateKey, randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { request } from 'node:https'
import { readBoundedFile, readPassphraseFile } from '@zcert/files'
import {
  messageSigner,
  nonceOf,
  parseTargetUri,
  type SignedHeaders,
  signMessage,
} from '@zcert/telemetry'
import { type Certificate, encodePem, encodePrivateKey, parsePrivateKey } from '@zcert/x509'
import { now } from '../options.ts'
import type { DemoWorld } from './demo-world.ts'

/** A certificate with its private key as PEM. */
export interface StolenPair {
  readonly certificate: Certificate
  readonly key: string
}

/** What a server answered. */
export interface Answer {
  readonly status: number
  /** The `code` of a problem document, or the whole body. */
  readonly code: string
}

/** A signed message that somebody got hold of. */
export interface CapturedMessage {
  readonly headers: SignedHeaders
  readonly body: Buffer
}

/** Keys that were opened before, by their files: the passphrase makes every opening slow. */
const opened = new Map<string, string>()

/** Copies a device's certificate and opens its key, as a thief with the passphrase could. */
export function stealPair(world: DemoWorld, id: string): StolenPair {
  const file = readBoundedFile(world.deviceFile(id, `device_${id}.key`))
  const content = file.toString('latin1')
  const key = opened.get(content) ?? openKey(file, world.keyPassphrase)
  opened.set(content, key)
  return { certificate: world.certificate(world.deviceFile(id, `device_${id}.crt`)), key }
}

function openKey(file: Uint8Array, passphraseFile: string): string {
  using passphrase = readPassphraseFile(passphraseFile)
  return encodePrivateKey(parsePrivateKey(file, passphrase.bytes))
}

/** Signs a message to the gateway with a pair. */
export function signAs(world: DemoWorld, pair: StolenPair, body: string): CapturedMessage {
  const signer = messageSigner(pair.certificate, createPrivateKey(pair.key))
  const message = {
    method: 'POST',
    targetUri: parseTargetUri(world.telemetryUrl),
    contentType: 'application/json',
    body: Buffer.from(body),
    created: now(),
    nonce: nonceOf(randomBytes(16)),
  }
  return { headers: signMessage(message, signer), body: message.body }
}

/** Posts a message over a connection that shows `pair`, or no certificate at all. */
export function post(
  world: DemoWorld,
  { headers, body }: CapturedMessage,
  pair: StolenPair | undefined,
): Promise<Answer> {
  const credentials = pair && {
    key: pair.key,
    cert: encodePem('CERTIFICATE', pair.certificate.der),
  }
  const ca = readFileSync(`${world.home}/certs/ca.crt`)
  return new Promise((resolve, reject) => {
    const outgoing = request(
      world.telemetryUrl,
      {
        method: 'POST',
        agent: false,
        headers: { ...headers, 'content-length': body.length },
        ca,
        ...credentials,
      },
      (response) => {
        let text = ''
        response.setEncoding('utf8')
        response.on('data', (chunk: string) => {
          text += chunk
        })
        response.on('end', () => resolve({ status: response.statusCode ?? 0, code: codeOf(text) }))
      },
    )
    outgoing.on('error', reject)
    outgoing.end(body)
  })
}

function codeOf(text: string): string {
  const value: unknown = JSON.parse(text)
  return typeof value === 'object' && value !== null && 'code' in value ? String(value.code) : text
}
