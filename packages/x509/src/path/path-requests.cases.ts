import { MockCa, type MockCertificateFields, type RuleCases, testKeyPair } from '@zcert/testkit'
import type { Certificate } from '../certificate.ts'
import type { DeviceId } from '../device-id.ts'
import { encodeBasicConstraints } from '../extensions/basic-constraints.ts'
import { encodeExtension } from '../extensions/extension.ts'
import { encodeKeyUsage, type KeyUsage } from '../extensions/key-usage.ts'
import { parseInstant } from '../instant.ts'
import { parseSlashName } from '../name/name-text.ts'
import { EXTENSION } from '../oids.ts'
import { endEntityExtensions } from '../profile/end-entity-extensions.ts'
import { Z_MONITOR } from '../profile/z-monitor.ts'
import { keyIdentifier } from '../public-key/subject-public-key-info.ts'
import type { PathCode } from './path-rule.ts'
import type { PathRequest } from './validate-path.ts'

/** What a case of a path rule is made of: a request, or a path that no search would put together. */
export type PathCaseInput = PathRequest | { readonly path: readonly Certificate[] }

/** Refused inputs with the exact code that refuses each. */
export type Refusals = readonly (readonly [
  name: string,
  code: PathCode,
  input: () => PathCaseInput,
])[]

/** A day after the mock CA begins. */
export const AT = parseInstant('2026-11-24T12:00:00Z')

/** The trust anchor of most cases. */
export const anchor = MockCa.create()

/** The twins of a rule, and by the refused one's name the code that must come out. */
export function pathCases(
  accepted: readonly (readonly [string, () => PathCaseInput])[],
  refusals: Refusals,
): RuleCases<PathCaseInput> & { readonly codes: ReadonlyMap<string, PathCode> } {
  return {
    accepted,
    refused: refusals.map(([name, , input]) => [name, input]),
    codes: new Map(refusals.map(([name, code]) => [name, code])),
  }
}

/** The question whether `certificate` may act as a TLS client today, revocation aside. */
export function requestFor(
  certificate: Certificate,
  changes: Partial<PathRequest> = {},
): PathRequest {
  return {
    certificate,
    trustAnchors: [anchor.certificate],
    at: AT,
    purpose: 'clientAuth',
    revocation: 'not-asked',
    ...changes,
  }
}

/** The same for a device certificate of the anchor's, but for what `fields` say. */
export function deviceRequest(
  fields: MockCertificateFields = {},
  changes: Partial<PathRequest> = {},
): PathRequest {
  return requestFor(anchor.issue(fields).certificate, changes)
}

/** The same for a device below the last of `cas`; the first is the trust anchor. */
export function requestBelow(
  cas: readonly MockCa[],
  fields: MockCertificateFields = {},
  changes: Partial<PathRequest> = {},
): PathRequest {
  const [root, ...intermediates] = cas.map(({ certificate }) => certificate)
  return requestFor((cas.at(-1) as MockCa).issue(fields).certificate, {
    trustAnchors: [root as Certificate],
    intermediates,
    ...changes,
  })
}

/** Fields of a device certificate with extensions left out, or put in behind the profile's. */
export function deviceFields({
  without = [],
  more = [],
}: {
  readonly without?: readonly string[]
  readonly more?: readonly Uint8Array[]
}): MockCertificateFields {
  const keys = testKeyPair()
  const identity = { kind: 'device', deviceId: 'ZM-001' as DeviceId } as const
  const order = [
    EXTENSION.basicConstraints,
    EXTENSION.keyUsage,
    EXTENSION.extendedKeyUsage,
    EXTENSION.subjectAltName,
    EXTENSION.authorityKeyIdentifier,
    EXTENSION.subjectKeyIdentifier,
  ]
  const profile = endEntityExtensions(Z_MONITOR, identity, keys.publicKey, {
    keyIdentifier: keyIdentifier(anchor.keys.publicKey),
  })
  const kept = profile.filter((_, at) => !without.includes(order[at] as string))
  return { keys, extensions: [...kept, ...more] }
}

/** Extensions of a CA without key identifiers. */
export function caExtensions({
  pathLength,
  keyUsage = ['keyCertSign', 'cRLSign'],
  more = [],
}: {
  readonly pathLength?: number
  readonly keyUsage?: readonly KeyUsage[]
  readonly more?: readonly Uint8Array[]
} = {}): Uint8Array[] {
  const constraints = pathLength === undefined ? { ca: true } : { ca: true, pathLength }
  return [
    encodeExtension(EXTENSION.basicConstraints, true, encodeBasicConstraints(constraints)),
    encodeExtension(EXTENSION.keyUsage, true, encodeKeyUsage(keyUsage)),
    ...more,
  ]
}

/** The name of a CA called `commonName`. */
export function caName(commonName: string) {
  return parseSlashName(`/C=US/O=Hospital/CN=${commonName}`)
}
