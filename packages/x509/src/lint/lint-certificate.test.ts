import { deviceLintSubject, testKeyPair } from '@zcert/testkit'
import { describe, expect, test } from 'vitest'
import { parseTbsCertificate, type TbsCertificate } from '../certificate.ts'
import { X509Error } from '../errors.ts'
import { lintCertificate } from './lint-certificate.ts'
import type { LintSubject } from './lint-rule.ts'
import { serviceLintSubject } from './lint-subjects.cases.ts'

/** Bits whose change leaves a certificate that parses and passes, those of the serial number aside. */
function unnoticedBits(subject: LintSubject): number[] {
  const { tbs, serialContents } = subject.certificate
  const serialFrom = serialContents.byteOffset - tbs.byteOffset
  const unnoticed: number[] = []
  for (let bit = 0; bit < tbs.length * 8; bit++) {
    const octet = bit >> 3
    if (octet >= serialFrom && octet < serialFrom + serialContents.length) continue
    const changed = Buffer.from(tbs)
    changed[octet] = (changed[octet] as number) ^ (1 << (bit & 7))
    const certificate = parseOrNothing(changed)
    if (certificate === undefined) continue
    if (lintCertificate({ ...subject, certificate }).length === 0) unnoticed.push(bit)
  }
  return unnoticed
}

function parseOrNothing(tbs: Buffer): TbsCertificate | undefined {
  try {
    return parseTbsCertificate(tbs)
  } catch (error) {
    if (error instanceof X509Error) return undefined
    throw error
  }
}

describe('lintCertificate()', () => {
  test('passes a certificate of each profile', () => {
    expect(lintCertificate(deviceLintSubject())).toEqual([])
    expect(lintCertificate(serviceLintSubject())).toEqual([])
  })

  test.each(['p-256', 'rsa-2048'] as const)(
    'notices every changed bit of a device certificate with a key of %s',
    (kind) => {
      expect(unnoticedBits(deviceLintSubject({ keys: testKeyPair(kind) }))).toEqual([])
    },
  )

  test('names the rule and its clause', () => {
    const [finding] = lintCertificate(deviceLintSubject({}, { issuedAt: 0 as never }))
    expect(finding).toMatchObject({
      code: 'lint_failed',
      rule: 'validity-start',
      citation: 'CA/B BR §7.1.2.1.1',
    })
  })
})
