import { ruleSuite } from '@zcert/testkit'
import { describe, expect, test } from 'vitest'
import { runRules } from '../rule.ts'
import { checkRequest } from './check-request.ts'
import type { RequestSubject } from './request-rule.ts'
import { REQUEST_RULES } from './request-rules.ts'
import { type requestCases, requestSubject } from './request-subjects.cases.ts'

const FOLDER = new URL('./rules/', import.meta.url)

ruleSuite<RequestSubject, RequestSubject>(REQUEST_RULES, FOLDER, runRules)

describe.each(REQUEST_RULES.map((rule) => rule.id))('%s', async (id) => {
  const { cases } = (await import(new URL(`${id}.cases.ts`, FOLDER).href)) as {
    cases: ReturnType<typeof requestCases>
  }
  test.each(cases.refused.map(([name, input]) => [name, input] as const))(
    'has the one exact code for %s',
    (name, input) => {
      expect(checkRequest(input()).map(({ code }) => code)).toEqual([cases.codes.get(name)])
    },
  )
})

describe('checkRequest()', () => {
  test('accepts a CSR that says nothing but its key', () => {
    expect(checkRequest(requestSubject({ subject: parseEmpty(), extensions: [] }))).toEqual([])
  })

  test('reports everything that a CSR has wrong', () => {
    const { csr } = requestSubject({ subject: '/C=DE/O=Elsewhere/CN=Z-Monitor-ZM-002' })
    const codes = checkRequest({
      ...requestSubject(),
      csr: {
        ...csr,
        signature: Buffer.alloc(8),
        extensions: { list: [], basicConstraints: { ca: true } },
      },
    }).map(({ rule }) => rule)
    expect(codes).toEqual(['basic-constraints', 'subject', 'proof-of-possession'])
  })

  test('names the field that is in conflict, what was asked and what would be given', () => {
    const [finding] = checkRequest(requestSubject({ subject: '/CN=Z-Monitor-ZM-002' }))
    expect(finding).toMatchObject({
      code: 'csr_conflict',
      details: { field: 'CN', asked: 'Z-Monitor-ZM-002', given: 'Z-Monitor-ZM-001' },
    })
  })
})

function parseEmpty() {
  return { der: Buffer.from([0x30, 0]), rdns: [] }
}
