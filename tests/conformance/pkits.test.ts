import { NO_VECTORS, readVectors } from '@zcert/testkit'
import {
  parseCertificateLists,
  parseCertificates,
  parseInstant,
  validatePath,
  X509Error,
} from '@zcert/x509'
import { describe, expect, test } from 'vitest'
import { NOT_EXPRESSIBLE_SETTINGS, PKITS_EXCEPTIONS } from './pkits-exceptions.ts'

interface PkitsCase {
  readonly number: string
  readonly name: string
  readonly should_validate: boolean
  /** Trust anchor first, end entity last. */
  readonly certs: readonly string[]
  readonly crls: readonly string[]
}

interface Pkits {
  readonly cases: readonly PkitsCase[]
  readonly files: {
    readonly certs: Readonly<Record<string, string>>
    readonly crls: Readonly<Record<string, string>>
  }
}

const pkits = readVectors<Pkits>('pkits.json')
const cases = pkits?.cases ?? []
const expressible = cases.filter(
  (each) => !NOT_EXPRESSIBLE_SETTINGS.some((setting) => setting in each),
)
const notExpressible = cases.filter((each) => !expressible.includes(each))

/** Whether our validation accepts a case; what cannot be read is refused. */
function accepts({ certs, crls }: PkitsCase): boolean {
  const text = (kind: 'certs' | 'crls', name: string) => Buffer.from(pkits?.files[kind][name] ?? '')
  try {
    const [anchor, ...chain] = certs.map((name) => parseCertificates(text('certs', name))[0])
    const endEntity = chain.at(-1)
    if (anchor === undefined || endEntity === undefined) throw new Error('a case without a path')
    return validatePath({
      certificate: endEntity,
      intermediates: chain.slice(0, -1),
      trustAnchors: [anchor],
      at: parseInstant('2011-04-14T00:00:00Z'),
      purpose: 'any',
      revocation: { crls: crls.map((name) => parseCertificateLists(text('crls', name))[0]) },
    }).valid
  } catch (error) {
    if (error instanceof X509Error) return false
    throw error
  }
}

describe.skipIf(pkits === undefined)('PKITS', { meta: { skipReason: NO_VECTORS } }, () => {
  test('has 247 cases, of which 35 ask for settings that our validation does not have', () => {
    expect(cases).toHaveLength(247)
    expect(notExpressible).toHaveLength(35)
  })

  const toRefuse = expressible.filter((each) => !each.should_validate)
  test.each(toRefuse)('$number validatePath() refuses $name', (each) => {
    expect(accepts(each)).toBe(false)
  })

  const toAccept = expressible.filter((each) => each.should_validate)
  test.each(toAccept)('$number validatePath() accepts $name, or is excused', (each) => {
    // An exception that is no longer needed fails as well: the list only shrinks.
    expect(accepts(each)).toBe(!PKITS_EXCEPTIONS.has(each.name))
  })

  test('has no exception for a case that does not exist or must be refused', ({ task }) => {
    const names = new Set(toAccept.map(({ name }) => name))
    expect([...PKITS_EXCEPTIONS.keys()].filter((name) => !names.has(name))).toEqual([])
    task.meta.exceptions = {
      PKITS: PKITS_EXCEPTIONS.size,
      'PKITS, settings not expressible': notExpressible.length,
    }
  })

  /**
   * A case that sets what callers of ours cannot set is judged as if it had not: nobody can ask us for
   * an explicit policy, so nobody gets a wrong answer about one. That the setting alone decides is
   * shown by another case over the same certificates, which validates without it or with a setting
   * that only narrows further.
   */
  test.each(notExpressible.filter((each) => !each.should_validate))(
    '$number validatePath() refuses $name, or accepts what another case says is valid',
    (each) => {
      if (!accepts(each)) return
      const same = cases.filter(({ certs }) => certs.join() === each.certs.join())
      expect(same.some(({ should_validate }) => should_validate)).toBe(true)
    },
  )
})
