import { MockCa, type RuleCases, testKeyPair } from '@zcert/testkit'
import { encodeExtension } from '../../extensions/extension.ts'
import { encodeKeyUsage } from '../../extensions/key-usage.ts'
import { EXTENSION } from '../../oids.ts'
import { certificationAuthorityExtensions } from '../../profile/certification-authority.ts'
import type { CrlToLint } from '../crl-lint-rule.ts'
import { crlToLint } from '../crl-lint-subjects.cases.ts'

const keys = testKeyPair()
const [basic, , ...identifiers] = certificationAuthorityExtensions(keys.publicKey) as [
  Buffer,
  Buffer,
]
const CERTIFICATE_SIGNER = MockCa.create({
  keys,
  extensions: [
    basic,
    encodeExtension(EXTENSION.keyUsage, true, encodeKeyUsage(['keyCertSign'])),
    ...identifiers,
  ],
})

export const cases: RuleCases<CrlToLint> = {
  accepted: [['a CA', () => crlToLint()]],
  refused: [['a CA that signs certificates only', () => crlToLint({}, CERTIFICATE_SIGNER)]],
}
