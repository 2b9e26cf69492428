import {
  caLintSubject,
  deviceLintSubject,
  MockCa,
  type RuleCases,
  testKeyPair,
} from '@zcert/testkit'
import { encodeAuthorityKeyIdentifier } from '../../extensions/authority-key-identifier.ts'
import { EXTENSION } from '../../oids.ts'
import { certificationAuthorityExtensions } from '../../profile/certification-authority.ts'
import type { LintSubject } from '../lint-rule.ts'
import { issuedBy, withExtension } from '../lint-subjects.cases.ts'

function withBareIssuer(): LintSubject {
  const keys = testKeyPair()
  const [basic, usage] = certificationAuthorityExtensions(keys.publicKey) as [Buffer, Buffer]
  return issuedBy(MockCa.create({ keys, extensions: [basic, usage] }))
}

function truncated(): LintSubject {
  const subject = deviceLintSubject()
  const key = subject.issuer?.extensions.subjectKeyIdentifier as Buffer
  const identifier = encodeAuthorityKeyIdentifier(key.subarray(0, 8))
  return withExtension(subject, EXTENSION.authorityKeyIdentifier, identifier)
}

export const cases: RuleCases<LintSubject> = {
  accepted: [
    ["the issuer's key", () => deviceLintSubject()],
    ['its own key', () => caLintSubject()],
    ["the hash of an issuer's key that has no identifier", () => withBareIssuer()],
  ],
  refused: [
    [
      'another key',
      () =>
        withExtension(
          deviceLintSubject(),
          EXTENSION.authorityKeyIdentifier,
          encodeAuthorityKeyIdentifier(Buffer.alloc(20)),
        ),
    ],
    [
      'another key than its own, of a self-signed CA',
      () =>
        withExtension(
          caLintSubject(),
          EXTENSION.authorityKeyIdentifier,
          encodeAuthorityKeyIdentifier(Buffer.alloc(20)),
        ),
    ],
    ['the beginning of the right one', () => truncated()],
  ],
}
