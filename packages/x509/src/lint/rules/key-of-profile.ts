import type { CertificateProfile } from '../../profile/certificate-profile.ts'
import { describeKey, type PublicKeyKind } from '../../public-key/subject-public-key-info.ts'
import { isEndEntity } from '../applicability.ts'
import { lintFailed } from '../lint-failed.ts'
import type { LintRule } from '../lint-rule.ts'

/** The key is of a kind that the profile allows. */
export const keyOfProfile: LintRule = {
  id: 'key-of-profile',
  citation: 'the guide, "Generate Device Private Key"',
  applies: isEndEntity,
  run: ({ certificate: { publicKey }, endEntity }) =>
    endEntity === undefined || isAllowed(publicKey.kind, endEntity.profile)
      ? undefined
      : lintFailed(`the profile ${endEntity.profile.name} allows no key ${describeKey(publicKey)}`),
}

function isAllowed(kind: PublicKeyKind, { keys }: CertificateProfile): boolean {
  if (kind.algorithm === 'rsa') return keys.rsa
  return kind.algorithm === 'ec' && keys.curves.includes(kind.curve)
}
