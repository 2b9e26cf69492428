import type { RuleCases } from '@zcert/testkit'
import type { LintSubject } from '../lint-rule.ts'
import { serviceLintSubject } from '../lint-subjects.cases.ts'

/** A server's certificate of exactly so many bytes to sign: filled up with names. */
function ofBytes(bytes: number): LintSubject {
  const tlsNames = Array.from({ length: 200 }, (_, number) => `gateway-${number + 100}.example`)
  let missing = bytes - serviceLintSubject({ tlsNames }).certificate.tbs.length
  while (missing > 0) {
    // A name of n octets takes n + 2; what is left must suffice for one more.
    const taken = missing > 100 ? 60 : missing > 63 ? missing - 40 : missing
    tlsNames.push('x'.repeat(taken - 2))
    missing -= taken
  }
  return serviceLintSubject({ tlsNames })
}

export const cases: RuleCases<LintSubject> = {
  accepted: [['15 KiB', () => ofBytes(15_360)]],
  refused: [
    ['a byte more', () => ofBytes(15_361)],
    ['30 KiB', () => ofBytes(30_720)],
  ],
}
