import { MockCa, type RuleCases, testKeyPair } from '@zcert/testkit'
import { encodeBasicConstraints } from '../../extensions/basic-constraints.ts'
import { encodeExtension } from '../../extensions/extension.ts'
import { EXTENSION } from '../../oids.ts'
import { certificationAuthorityExtensions } from '../../profile/certification-authority.ts'
import type { LintSubject } from '../lint-rule.ts'
import { issuedBy, subordinateLintSubject } from '../lint-subjects.cases.ts'

function rootWith(pathLength: number): MockCa {
  const keys = testKeyPair()
  const [, ...others] = certificationAuthorityExtensions(keys.publicKey)
  const limited = encodeBasicConstraints({ ca: true, pathLength })
  const basic = encodeExtension(EXTENSION.basicConstraints, true, limited)
  return MockCa.create({ keys, extensions: [basic, ...others] })
}

export const cases: RuleCases<LintSubject> = {
  accepted: [
    ['a CA below one without a limit', () => subordinateLintSubject()],
    ['a CA below one that allows one more', () => subordinateLintSubject({}, rootWith(1))],
    ['a device below a CA that allows no other', () => issuedBy(rootWith(0))],
  ],
  refused: [['a CA below one that allows no other', () => subordinateLintSubject({}, rootWith(0))]],
}
