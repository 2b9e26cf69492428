import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const folder = new URL('./', import.meta.url)
const files = readdirSync(fileURLToPath(folder), { recursive: true })
  .map(String)
  .filter((name) => name.endsWith('.ts') && !name.startsWith('errors.'))
const textOf = (kept: (name: string) => boolean) =>
  files
    .filter(kept)
    .map((name) => readFileSync(new URL(name, folder), 'utf8'))
    .join('\n')
const isTest = (name: string) => /\.(test|cases|fixture)\.ts$/.test(name)
const union = readFileSync(new URL('errors.ts', folder), 'utf8')
const codes = [...union.matchAll(/\| '([a-z_0-9]+)'/g)].map(([, code]) => code as string)

test('every code is in use and asserted by a test', () => {
  const [product, tests] = [textOf((name) => !isTest(name)), textOf(isTest)]
  const left = codes.filter(
    (code) => !product.includes(`'${code}'`) || !tests.includes(`'${code}'`),
  )
  expect(codes.length).toBeGreaterThan(30)
  expect(left).toEqual([])
})
