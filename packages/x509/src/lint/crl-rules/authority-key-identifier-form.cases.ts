import type { RuleCases } from '@zcert/testkit'
import { encodeValue, explicit, implicit, sequence } from '../../der/der-writer.ts'
import { contextConstructed } from '../../der/tags.ts'
import { ATTRIBUTE, EXTENSION } from '../../oids.ts'
import type { CrlToLint } from '../crl-lint-rule.ts'
import { crlToLint, withCrlExtension } from '../crl-lint-subjects.cases.ts'
import { rawName } from '../lint-subjects.cases.ts'

const ISSUER = encodeValue(contextConstructed(1), [
  explicit(4, rawName([ATTRIBUTE.commonName, 'Z-Monitor-CA']).der),
])

function identifiedBy(parts: (key: Buffer) => readonly Uint8Array[]): CrlToLint {
  const crl = crlToLint()
  const key = crl.issuer.extensions.subjectKeyIdentifier as Buffer
  return withCrlExtension(crl, EXTENSION.authorityKeyIdentifier, sequence(...parts(key)))
}

export const cases: RuleCases<CrlToLint> = {
  accepted: [['the key alone', () => crlToLint()]],
  refused: [
    [
      'the serial number besides',
      () => identifiedBy((key) => [implicit(0, key), implicit(2, Buffer.from([1]))]),
    ],
    [
      'issuer and serial number besides',
      () => identifiedBy((key) => [implicit(0, key), ISSUER, implicit(2, Buffer.from([1]))]),
    ],
    ['nothing', () => identifiedBy(() => [])],
  ],
}
