import { expect, test } from 'vitest'
import { hygiene } from './hygiene.ts'
import { treeOf } from './source-tree.ts'

const verdict = (file: string, text: string) => hygiene.run(treeOf({ [file]: text })).violations
const path = (...parts: string[]) => `/${parts.join('/')}`

test.each(['work', 'root'])('hygiene refuses a path below the folder %s', (folder) => {
  const named = path(folder, 'main/a.ts')
  expect(verdict('README.md', `first\nsee ${named}, line 3`)).toEqual([
    `README.md:2 names ${named}, a path of one machine: say it relative to the tree`,
  ])
  expect(verdict('a.ts', `const path = '${named}'`)).toHaveLength(1)
})

test('hygiene accepts such words inside other paths and addresses, and any path in the lock file', () => {
  const text = `docs${path('work', 'a')} https://host${path('root', 'ca')} ..${path('work', 'b')}`
  expect(verdict('README.md', text)).toEqual([])
  expect(verdict('package-lock.json', path('work', 'cache'))).toEqual([])
})

test.each(['', 'RSA ', 'EC ', 'ENCRYPTED '])('hygiene refuses a PEM %sprivate key', (kind) => {
  const begin = ['-----BEGIN', `${kind}PRIVATE KEY-----`].join(' ')
  const body = 'MIIEvQ'.repeat(10)
  const report = ['a.ts:2 holds a private key: make keys at run time']
  expect(verdict('a.ts', `\n${begin}\n${body}\n`)).toEqual(report)
  expect(verdict('a.ts', `\nconst pem = '${begin}\\n${body}'`)).toEqual(report)
})

test('hygiene accepts a label without a key', () => {
  expect(verdict('a.ts', "const begin = '-----BEGIN PRIVATE KEY-----'\nnext()")).toEqual([])
})
