import { expect, test } from 'vitest'
import { importCycles } from './import-cycles.ts'
import { treeOf } from './source-tree.ts'

function cycles(files: Record<string, string>): string[] {
  const { violations } = importCycles.run(treeOf(files))
  return violations.map((each) => each.replace(/ is an import cycle.*/, ''))
}

test('import cycles reports two files that import each other, once', () => {
  const files = { 'a/x.ts': "import './y.ts'", 'a/y.ts': "export { x } from './x.ts'" }
  expect(cycles(files)).toEqual(['a/x.ts → a/y.ts → a/x.ts'])
})

test('import cycles reports a cycle of types, and a lazy one', () => {
  expect(cycles({ 'x.ts': "import type {} from './y.ts'", 'y.ts': "import('./x.ts')" })).toEqual([
    'x.ts → y.ts → x.ts',
  ])
})

test('import cycles reports a file that imports itself', () => {
  expect(cycles({ 'x.ts': "import './x.ts'" })).toEqual(['x.ts → x.ts'])
})

test('import cycles reports two cycles apart, without the files that lead to them', () => {
  const files = {
    'door.ts': "import './a.ts'; import './c.ts'",
    'a.ts': "import './b.ts'",
    'b.ts': "import './a.ts'",
    'c.ts': "import './d.ts'",
    'd.ts': "import './c.ts'",
  }
  expect(cycles(files)).toEqual(['a.ts → b.ts → a.ts', 'c.ts → d.ts → c.ts'])
})

test('import cycles accepts two ways to one file', () => {
  const files = {
    'a.ts': "import './b.ts'; import './c.ts'",
    'b.ts': "import './d.ts'",
    'c.ts': "import './d.ts'; new URL('./a.ts', import.meta.url)",
    'd.ts': "import 'node:fs'",
  }
  expect(cycles(files)).toEqual([])
})
