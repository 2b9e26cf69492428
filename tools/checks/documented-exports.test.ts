import { expect, test } from 'vitest'
import { documentedExports } from './documented-exports.ts'
import { treeOf } from './source-tree.ts'

function run(text: string, index = "export * from './a.ts'") {
  return documentedExports.run(
    treeOf({ 'packages/a/src/index.ts': index, 'packages/a/src/a.ts': text }),
  )
}

test.each([
  ['a constant', 'export const one = 1'],
  ['a function', 'export function one() {}'],
  ['a type', 'export type one = string'],
  ['an interface', 'export interface one {}'],
  ['a class', 'export class one {}'],
  ['a constant under an ordinary comment', '// The smallest number.\nexport const one = 1'],
])('documented exports refuses %s without a comment', (_, text) => {
  expect(run(text).violations).toEqual([
    'packages/a exports one without a comment: write one sentence that promises something',
  ])
})

test.each([
  ['keySize', 'The key size.'],
  ['keySizes', 'Returns the key sizes.'],
  ['KeySize', 'Interface for KeySize.'],
  ['KeySize', 'Key size in bits'],
])('documented exports refuses %s: %s', (name, comment) => {
  expect(run(`/** ${comment} */\nexport const ${name} = 1`).violations).toEqual([
    `packages/a exports ${name} with a comment that only repeats its name: say what it promises`,
  ])
})

test('documented exports follows re-exports to the declaration', () => {
  const text =
    '/** Bits of the modulus; at least 2048. */\nexport const size = 1\nexport const b = 2'
  const { violations, summary } = run(text, "export { b as second, size } from './a.ts'")
  expect(violations).toEqual([
    'packages/a exports second without a comment: write one sentence that promises something',
  ])
  expect(summary).toBe('documented 1 of 2 exports, 0 % of their members')
})

test('documented exports counts members, and lets them pass', () => {
  const { violations, summary } = run(`
    /** Where a request stands. */
    export interface A {
      /** Unix seconds. */
      readonly at: number
      readonly by: string
    }
    /** What a signer needs, and no more. */
    export type B = {
      /** Signs once. */
      sign(): void
    }
    /** Holds one key. */
    export class C {
      #secret = 1
      private hidden = 2
      use() { return this.#secret + this.hidden }
    }`)
  expect(violations).toEqual([])
  expect(summary).toBe('documented 3 of 3 exports, 50 % of their members')
})
