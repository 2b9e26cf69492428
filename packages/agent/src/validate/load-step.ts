import { passed, type StepOutcome } from '@zcert/x509'
import type { ChecksumOutcome } from './check-checksums.ts'

const LOCKED = 'the key is not checked (needs its passphrase)'

/**
 * The guide's first step in one line: what failed, the most fundamental first, else what was changed since
 * the installation, else whether the key could be looked at.
 * @param isLocked whether the key is encrypted and there is no passphrase
 */
export function loadStep(
  faults: readonly StepOutcome[],
  isLocked: boolean,
  sums: ChecksumOutcome | undefined,
): StepOutcome {
  const all = sums?.fault === undefined ? faults : [...faults, sums.fault]
  const [first] = [...all].sort((a, b) => rankOf(a) - rankOf(b))
  if (first !== undefined) {
    const others = all.filter((fault) => fault !== first)
    const evidence = [first, ...others].map((fault) => fault.evidence)
    return { ...first, evidence: evidence.join('; ') }
  }
  if (sums?.change !== undefined) {
    const evidence = isLocked ? `${sums.change.evidence}; ${LOCKED}` : sums.change.evidence
    return { ...sums.change, evidence }
  }
  if (isLocked && sums?.covers.key !== true) {
    const evidence = 'needs its passphrase: the key is encrypted; certificate and CA read'
    return { result: 'not checked', code: 'not_checked', evidence }
  }
  const read = isLocked ? `certificate and CA read; ${LOCKED}` : 'certificate, key and CA read'
  return passed(sums?.isPresent ? `${read}; certs.sha256 matches` : `${read}; no certs.sha256`)
}

/** A file that cannot be read comes first, then a key that does not fit, then a place or sum. */
function rankOf({ headline, code }: StepOutcome): number {
  if (code === 'checksum_mismatch' || code === 'credential_elsewhere') return 2
  return headline === 'file_unreadable' ? 0 : 1
}
