import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { parseCertificateLists } from '@zcert/x509'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { issueCrl } from '../crl/issue-crl.ts'
import { ACTOR, TestAuthority } from '../test-authority.fixture.ts'
import { type HomePaths, homePaths } from './home-paths.ts'
import { restoreCrl } from './restore-crl.ts'

let authority: TestAuthority
let paths: HomePaths
beforeEach(async () => {
  authority = await TestAuthority.create()
  paths = homePaths(authority.folder.path)
  for (const name of ['private', 'crl']) mkdirSync(authority.folder.at(name))
})
afterEach(() => authority[Symbol.asyncDispose]())

const restore = () => restoreCrl(paths, authority.ledger, authority.context.certificate)
const published = () => parseCertificateLists(readFileSync(paths.crl))[0].der

test.each<[string, () => void]>([
  ['was deleted', () => rmSync(paths.crl, { force: true })],
  ['was damaged', () => writeFileSync(paths.crl, 'garbage')],
  ['is an older one', () => undefined],
])('restoreCrl() writes the newest CRL where the file %s', async (_, damage) => {
  await issueCrl(authority.context, ACTOR)
  await restore()
  const newest = await issueCrl(authority.context, ACTOR)
  damage()
  expect(await restore()).toBe(newest.number)
  expect(published().equals(newest.der)).toBe(true)
})

test('restoreCrl() writes nothing when no CRL was ever signed', async () => {
  expect(await restore()).toBeUndefined()
  expect(() => readFileSync(paths.crl)).toThrow(/ENOENT/)
})
