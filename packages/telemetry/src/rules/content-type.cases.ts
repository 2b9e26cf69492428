import type { RuleCases } from '@zcert/testkit'
import { forge, type MessageCase } from '../message.fixture.ts'

const types = (...texts: string[]) =>
  texts.map((contentType) => [`"${contentType}"`, () => forge({ contentType })] as const)

export const cases: RuleCases<MessageCase> = {
  accepted: types(
    'application/json',
    'application/fhir+json; charset=utf-8',
    'application/x;a="b, \\" c";d=e',
  ),
  refused: types(
    'application/json, text/plain',
    'application',
    'application/json;',
    'application/json; charset',
    'application/json; charset="utf-8',
    '/json',
  ),
}
