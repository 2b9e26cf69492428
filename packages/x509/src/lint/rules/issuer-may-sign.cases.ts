import { deviceLintSubject, MockCa, type RuleCases, testKeyPair } from '@zcert/testkit'
import { encodeBasicConstraints } from '../../extensions/basic-constraints.ts'
import { encodeExtension } from '../../extensions/extension.ts'
import { encodeKeyUsage } from '../../extensions/key-usage.ts'
import { EXTENSION } from '../../oids.ts'
import { certificationAuthorityExtensions } from '../../profile/certification-authority.ts'
import type { LintSubject } from '../lint-rule.ts'
import { issuedBy } from '../lint-subjects.cases.ts'

const keys = testKeyPair()
const [basic, usage, ...identifiers] = certificationAuthorityExtensions(keys.publicKey) as [
  Buffer,
  Buffer,
]
const CRL_SIGNER = MockCa.create({
  keys,
  extensions: [
    basic,
    encodeExtension(EXTENSION.keyUsage, true, encodeKeyUsage(['cRLSign'])),
    ...identifiers,
  ],
})
const END_ENTITY = MockCa.create({
  keys,
  extensions: [
    encodeExtension(EXTENSION.basicConstraints, true, encodeBasicConstraints({ ca: false })),
    usage,
    ...identifiers,
  ],
})

export const cases: RuleCases<LintSubject> = {
  accepted: [['a CA', () => deviceLintSubject()]],
  refused: [
    ['a CA whose key may sign CRLs only', () => issuedBy(CRL_SIGNER)],
    ['an issuer that is an end entity', () => issuedBy(END_ENTITY)],
  ],
}
