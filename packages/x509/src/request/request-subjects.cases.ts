import { sign } from 'node:crypto'
import { type RuleCases, type TestKeyPair, testKeyPair } from '@zcert/testkit'
import {
  encodeCertificationRequest,
  encodeCertificationRequestInfo,
  parseCertificationRequest,
} from '../certification-request.ts'
import type { DeviceId } from '../device-id.ts'
import type { Name } from '../name/name.ts'
import { parseSlashName } from '../name/name-text.ts'
import { Z_MONITOR } from '../profile/z-monitor.ts'
import { type AlgorithmIdentifier, signingAlgorithmFor } from '../public-key/signature-algorithm.ts'
import type { SubjectPublicKeyInfo } from '../public-key/subject-public-key-info.ts'
import { requestedExtensions, requestedSubject } from './request-contents.ts'
import type { RequestCode, RequestSubject } from './request-rule.ts'

/** What a test wants different in a CSR. */
export interface CsrChanges {
  readonly keys?: TestKeyPair
  readonly subject?: Name | string
  readonly extensions?: readonly Uint8Array[]
  /** Put in behind the extensions that a device asks for. */
  readonly more?: readonly Uint8Array[]
  /** Certified in place of the signing key's. */
  readonly publicKey?: SubjectPublicKeyInfo
  readonly algorithm?: AlgorithmIdentifier
}

export const DEVICE = 'ZM-001' as DeviceId

const issuer = parseSlashName('/C=US/ST=State/L=City/O=Hospital/OU=IT/CN=Z-Monitor-CA')

/** The CSR of the device ZM-001 as its agent makes it, but for `changes`, on its way to the checks. */
export function requestSubject(
  changes: CsrChanges = {},
  facts: Partial<RequestSubject> = {},
): RequestSubject {
  const { keys = testKeyPair(), publicKey = keys.publicKey, more = [] } = changes
  const { subject = requestedSubject(DEVICE) } = changes
  const extensions = changes.extensions ?? requestedExtensions(DEVICE, keys.publicKey)
  const name = typeof subject === 'string' ? parseSlashName(subject) : subject
  const info = encodeCertificationRequestInfo(name, publicKey, [...extensions, ...more])
  const { identifier, digest } = signingAlgorithmFor(keys.publicKey.kind)
  const signature = sign(digest, info, keys.privateKey)
  const der = encodeCertificationRequest(info, changes.algorithm ?? identifier, signature)
  return {
    csr: parseCertificationRequest(der),
    identity: { kind: 'device', deviceId: DEVICE },
    profile: Z_MONITOR,
    issuer,
    ...facts,
  }
}

/** The twins of a rule, and by the refused one's name the code that must come out. */
export function requestCases(
  accepted: readonly (readonly [string, () => RequestSubject])[],
  refusals: readonly (readonly [string, RequestCode, () => RequestSubject])[],
): RuleCases<RequestSubject> & { readonly codes: ReadonlyMap<string, RequestCode> } {
  return {
    accepted,
    refused: refusals.map(([name, , input]) => [name, input]),
    codes: new Map(refusals.map(([name, code]) => [name, code])),
  }
}
