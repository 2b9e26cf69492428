import { expect, test } from 'vitest'
import { indexFiles } from './index-files.ts'
import { treeOf } from './source-tree.ts'

const base = {
  'packages/a/package.json': '{"name":"@zcert/a"}',
  'packages/a/src/index.ts': "export { one } from './one.ts'\nexport type * from './two.ts'",
  'packages/b/package.json': '{"name":"@zcert/b"}',
}

function verdict(file: string, text: string): string[] {
  return [...indexFiles.run(treeOf({ ...base, [file]: text })).violations]
}

test.each([
  ['a constant', 'export const one = 1'],
  ['a function', 'function hidden() {}'],
  ['an import', "import { one } from './one.ts'"],
  ['a side effect', "console.log('hello')"],
  ['a default export', 'export default 1'],
])('index files refuses %s in an index', (_, text) => {
  const file = 'packages/b/src/folder/index.ts'
  expect(verdict(file, text)).toEqual([
    `${file}:1 does more than export: move it into a file of its own`,
  ])
})

test.each([
  ['its own index', 'packages/a/src/x.ts', "import '../src/index.ts'"],
  ['its own index from a folder', 'packages/a/src/deep/x.ts', "export * from '../index.ts'"],
  ['its own index in a test', 'packages/a/src/x.test.ts', "import './index.ts'"],
  ['its own name', 'packages/a/src/x.ts', "import type { One } from '@zcert/a'"],
])('index files refuses a file that imports %s', (_, file, text) => {
  expect(verdict(file, text)).toEqual([
    `${file}:1 imports the index of its own package: import the file that has it`,
  ])
})

test('index files accepts re-exports, another package, and the test of a README', () => {
  expect(verdict('packages/a/src/readme.test.ts', "import './index.ts'")).toEqual([])
  expect(verdict('packages/b/src/x.ts', "import '@zcert/a'")).toEqual([])
})
