import { expect, test } from 'vitest'
import { treeOf } from './source-tree.ts'
import { todoReasons } from './todo-reasons.ts'

const [mark, other] = ['TO DO', 'FIX ME'].map((words) => words.replace(' ', ''))
const verdict = (file: string, text: string) => todoReasons.run(treeOf({ [file]: text })).violations

test.each([
  ['a.ts', `// ${mark} later`],
  ['a.ts', `call() // ${mark}: later`],
  ['a.ts', `/** ${mark} later */`],
  ['a.ts', ` * ${mark}(): later`],
  ['a.ts', ` * ${other}: later`],
  ['a.yaml', `# ${mark}: later`],
  ['.ci/run', `# ${mark}: later`],
])('todo reasons refuses in %s: %s', (file, text) => {
  expect(verdict(file, `\n${text}`)).toEqual([
    `${file}:2 leaves work without a reason: write ${mark}(why): what, or do it`,
  ])
})

test.each([
  ['a.ts', `// ${mark}(RFC 9881 has no OID yet): add it`],
  ['a.ts', `const word = '${mark}'`],
  ['a.ts', '// test.todo and todos are words'],
  ['a.md', `${mark}: prose may speak of it`],
])('todo reasons accepts in %s: %s', (file, text) => {
  expect(verdict(file, text)).toEqual([])
})
