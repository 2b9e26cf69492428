import { expect, test } from 'vitest'
import { fileLength } from './file-length.ts'
import { treeOf } from './source-tree.ts'

const lines = (count: number) => 'x\n'.repeat(count)

test.each(['a.ts', 'b.tsx', 'tools/c.mjs', 'packages/d/bin/d.js'])(
  'file length refuses the 301st line of %s',
  (file) => {
    expect(fileLength.run(treeOf({ [file]: lines(301) })).violations).toEqual([
      `${file} has 301 lines, 300 is the most: split it by idea`,
    ])
    expect(fileLength.run(treeOf({ [file]: `${lines(300)}x` })).violations).toHaveLength(1)
  },
)

test('file length accepts 300 lines, and any number in other files', () => {
  const tree = treeOf({ 'a.ts': lines(300), 'b.md': lines(301), 'package-lock.json': lines(2000) })
  expect(fileLength.run(tree)).toEqual({
    seen: 1,
    summary: '1 files, the longest of 300 lines',
    violations: [],
  })
})
