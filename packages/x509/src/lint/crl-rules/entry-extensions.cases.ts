import type { RuleCases } from '@zcert/testkit'
import { integer, sequence, text, time } from '../../der/der-writer.ts'
import { TAG } from '../../der/tags.ts'
import { encodeExtension } from '../../extensions/extension.ts'
import { EXTENSION } from '../../oids.ts'
import type { CrlToLint } from '../crl-lint-rule.ts'
import { crlToLint, entryBecause, revoked, withEntries } from '../crl-lint-subjects.cases.ts'
import { ISSUED_AT } from '../lint-subjects.cases.ts'

const REASON = encodeExtension(EXTENSION.reasonCode, false, integer(1, TAG.ENUMERATED))
const INVALIDITY_DATE = encodeExtension(
  EXTENSION.invalidityDate,
  false,
  text('20261122120000Z', TAG.GENERALIZED_TIME),
)

function withExtensions(...extensions: readonly Uint8Array[]): CrlToLint {
  return withEntries(sequence(integer(1), time(ISSUED_AT), sequence(...extensions)))
}

export const cases: RuleCases<CrlToLint> = {
  accepted: [
    ['a reason', () => crlToLint({ revoked: [revoked('01')] })],
    ['none', () => crlToLint({ revoked: [revoked('01', 'unspecified')] })],
  ],
  refused: [
    ['a critical reason', () => withEntries(entryBecause(1, true))],
    ['an invalidity date', () => withExtensions(INVALIDITY_DATE)],
    ['an invalidity date before the reason', () => withExtensions(INVALIDITY_DATE, REASON)],
    [
      'a certificate issuer, as indirect CRLs have',
      () => withExtensions(encodeExtension(EXTENSION.certificateIssuer, true, sequence())),
    ],
  ],
}
