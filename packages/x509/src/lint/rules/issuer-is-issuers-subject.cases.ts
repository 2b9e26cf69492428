import { deviceLintSubject, type RuleCases } from '@zcert/testkit'
import { TAG } from '../../der/tags.ts'
import { parseSlashName } from '../../name/name-text.ts'
import { ATTRIBUTE } from '../../oids.ts'
import type { LintSubject } from '../lint-rule.ts'
import { DEVICE_SUBJECT, rawName } from '../lint-subjects.cases.ts'

/** The mock CA's name, its common name a PrintableString. */
const RETYPED = rawName(
  ...DEVICE_SUBJECT.slice(0, 4),
  [ATTRIBUTE.organizationalUnitName, 'IT'],
  [ATTRIBUTE.commonName, 'Z-Monitor-CA', TAG.PRINTABLE_STRING],
)

export const cases: RuleCases<LintSubject> = {
  accepted: [["the issuer's subject", () => deviceLintSubject()]],
  refused: [
    ['the same name in another string type', () => deviceLintSubject({ issuer: RETYPED })],
    [
      'the same name in small letters',
      () =>
        deviceLintSubject({
          issuer: parseSlashName('/C=US/ST=State/L=City/O=Hospital/OU=IT/CN=z-monitor-ca'),
        }),
    ],
  ],
}
