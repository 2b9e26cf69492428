import { deviceLintSubject, type RuleCases } from '@zcert/testkit'
import { encodeValue, explicit, implicit, sequence } from '../../der/der-writer.ts'
import { contextConstructed } from '../../der/tags.ts'
import { ATTRIBUTE, EXTENSION } from '../../oids.ts'
import type { LintSubject } from '../lint-rule.ts'
import { rawName, withExtension } from '../lint-subjects.cases.ts'

const ISSUER = encodeValue(contextConstructed(1), [
  explicit(4, rawName([ATTRIBUTE.commonName, 'Z-Monitor-CA']).der),
])

function identifiedBy(parts: (key: Buffer) => readonly Uint8Array[]): LintSubject {
  const subject = deviceLintSubject()
  const key = subject.issuer?.extensions.subjectKeyIdentifier as Buffer
  return withExtension(subject, EXTENSION.authorityKeyIdentifier, sequence(...parts(key)))
}

export const cases: RuleCases<LintSubject> = {
  accepted: [['the key alone', () => deviceLintSubject()]],
  refused: [
    [
      'issuer and serial number besides, as `issuer:always` gives',
      () => identifiedBy((key) => [implicit(0, key), ISSUER, implicit(2, Buffer.from([1]))]),
    ],
    [
      'the serial number besides',
      () => identifiedBy((key) => [implicit(0, key), implicit(2, Buffer.from([1]))]),
    ],
    [
      'issuer and serial number alone',
      () => identifiedBy(() => [ISSUER, implicit(2, Buffer.from([1]))]),
    ],
    ['nothing', () => identifiedBy(() => [])],
  ],
}
