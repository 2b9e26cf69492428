import type { RuleCases } from '@zcert/testkit'
import { TAG } from '../../der/tags.ts'
import { parseSlashName } from '../../name/name-text.ts'
import { ATTRIBUTE } from '../../oids.ts'
import type { CrlToLint } from '../crl-lint-rule.ts'
import { crlToLint } from '../crl-lint-subjects.cases.ts'
import { rawName } from '../lint-subjects.cases.ts'

export const cases: RuleCases<CrlToLint> = {
  accepted: [["the issuer's subject", () => crlToLint()]],
  refused: [
    ['another name', () => crlToLint({ issuer: parseSlashName('/CN=Other-CA') })],
    [
      'the same name in another string type',
      () =>
        crlToLint({
          issuer: rawName(
            [ATTRIBUTE.countryName, 'US'],
            [ATTRIBUTE.stateOrProvinceName, 'State'],
            [ATTRIBUTE.localityName, 'City'],
            [ATTRIBUTE.organizationName, 'Hospital'],
            [ATTRIBUTE.organizationalUnitName, 'IT'],
            [ATTRIBUTE.commonName, 'Z-Monitor-CA', TAG.PRINTABLE_STRING],
          ),
        }),
    ],
  ],
}
