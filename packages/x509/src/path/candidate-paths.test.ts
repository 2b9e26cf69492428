import { MockCa } from '@zcert/testkit'
import { describe, expect, test } from 'vitest'
import type { Certificate } from '../certificate.ts'
import { parseSlashName } from '../name/name-text.ts'
import { candidatePaths } from './candidate-paths.ts'
import { caExtensions, caName } from './path-requests.cases.ts'

/** The same certificate, counting how often one of its members is looked at. */
function counted(certificate: Certificate, member: keyof Certificate, count: { reads: number }) {
  return new Proxy(certificate, {
    get(target, key, receiver) {
      if (key === member) count.reads++
      return Reflect.get(target, key, receiver)
    },
  })
}

/** `size` CAs of one name, or of names that only match once folded: each may have issued each. */
function crossCertified(size: number): Certificate[] {
  const attacker = MockCa.create({ subject: caName('Cross') })
  return Array.from({ length: size }, (_, number) => {
    const letters = [...'zmonitorca'].map((letter, at) =>
      (number >> at) % 2 === 1 ? letter.toUpperCase() : letter,
    )
    const subject = parseSlashName(`/C=US/O=Hospital/CN=${letters.join('')}`)
    return attacker.subordinate({ subject, issuer: subject }).certificate
  })
}

/** A chain of `length` CAs, the root first. */
function chain(length: number): MockCa[] {
  const cas = [MockCa.create({ subject: caName('CA 0'), extensions: caExtensions() })]
  while (cas.length < length) {
    const fields = { subject: caName(`CA ${cas.length}`), extensions: caExtensions() }
    cas.push((cas.at(-1) as MockCa).subordinate(fields))
  }
  return cas
}

describe('candidatePaths()', () => {
  const root = MockCa.create()
  const device = root.issue().certificate

  test('offers a trust anchor that is the certificate itself, and nothing else', () => {
    const paths = [...candidatePaths(root.certificate, [root.certificate], [root.certificate])]
    expect(paths).toEqual([[root.certificate]])
  })

  test('offers nothing without a trust anchor of the name', () => {
    const other = MockCa.create({ subject: caName('Other') }).certificate
    expect([...candidatePaths(device, [root.certificate], [other])]).toEqual([])
    expect([...candidatePaths(device, [], [])]).toEqual([])
  })

  test('offers first the issuer whose key identifier fits', () => {
    const namesakes = [MockCa.create(), MockCa.create(), root].map((ca) => ca.certificate)
    const [first] = candidatePaths(device, [], namesakes)
    expect(first).toEqual([device, root.certificate])
  })

  test('offers a path of ten certificates and none of eleven', () => {
    const pathsOf = (cas: MockCa[]) => {
      const [anchor, ...intermediates] = cas.map(({ certificate }) => certificate)
      const { certificate } = (cas.at(-1) as MockCa).issue()
      return [...candidatePaths(certificate, intermediates, [anchor as Certificate])]
    }
    expect(pathsOf(chain(9)).map((path) => path.length)).toEqual([10])
    expect(pathsOf(chain(10))).toEqual([])
  })

  test('never takes the same certificate twice', () => {
    const [a, b] = [caName('A'), caName('B')]
    const one = root.subordinate({ subject: a, issuer: b })
    const two = root.subordinate({ subject: b, issuer: a })
    const leaf = one.issue({ issuer: a }).certificate
    const pool = [one.certificate, two.certificate, one.certificate]
    expect([...candidatePaths(leaf, pool, [root.certificate])]).toEqual([])
  })

  test('offers at most 32 paths of a hostile pool', () => {
    const pool = crossCertified(200)
    const leaf = root.issue({ issuer: (pool[0] as Certificate).subject }).certificate
    const anchors = crossCertified(3)
    expect([...candidatePaths(leaf, pool, anchors)]).toHaveLength(32)
  })

  test('looks at the names of a hostile pool once for each pair, not once for each step', () => {
    const count = { reads: 0 }
    // Eight layers of three CAs make 6,561 ways up, and 176 other CAs stand around.
    const attacker = MockCa.create()
    const layered = Array.from({ length: 24 }, (_, at) => {
      const layer = Math.floor(at / 3)
      const names = { subject: caName(`${layer}`), issuer: caName(`${layer + 1}`) }
      return attacker.subordinate(names).certificate
    })
    const pool = [...layered, ...crossCertified(176)].map((each) => counted(each, 'subject', count))
    const leaf = root.issue({ issuer: caName('0') }).certificate
    count.reads = 0
    expect([...candidatePaths(leaf, pool, [root.certificate])]).toEqual([])
    expect(count.reads).toBeGreaterThan(20 * 200)
    expect(count.reads).toBeLessThanOrEqual(25 * 200)
  })

  test('gives up a hostile pool after 10,000 steps', () => {
    const count = { reads: 0 }
    const pool = crossCertified(200).map((each) => counted(each, 'der', count))
    const leaf = root.issue({ issuer: (pool[0] as Certificate).subject }).certificate
    expect([...candidatePaths(leaf, pool, [root.certificate])]).toEqual([])
    // A step compares the next certificate with at most nine before it.
    expect(count.reads).toBeGreaterThan(10_000)
    expect(count.reads).toBeLessThanOrEqual(10_000 * 9 * 2)
  })
})
