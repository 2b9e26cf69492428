import { generateKeyPairSync, type KeyObject } from 'node:crypto'
import { parseSubjectPublicKeyInfo, type SubjectPublicKeyInfo } from '@zcert/x509'

/** The kinds of key that tests use; the weak ones are there to be refused. */
export type TestKeyKind = 'p-256' | 'p-384' | 'p-521' | `rsa-${number}`

/** A key pair made at run time. */
export interface TestKeyPair {
  readonly privateKey: KeyObject
  readonly publicKey: SubjectPublicKeyInfo
}

const CURVES = { 'p-256': 'P-256', 'p-384': 'P-384', 'p-521': 'P-521' } as const

/** Makes a fresh key pair. */
export function testKeyPair(kind: TestKeyKind = 'p-256'): TestKeyPair {
  const pair =
    kind in CURVES
      ? generateKeyPairSync('ec', { namedCurve: CURVES[kind as keyof typeof CURVES] })
      : generateKeyPairSync('rsa', { modulusLength: Number(kind.slice(4)) })
  const spki = pair.publicKey.export({ type: 'spki', format: 'der' })
  return { privateKey: pair.privateKey, publicKey: parseSubjectPublicKeyInfo(spki) }
}
