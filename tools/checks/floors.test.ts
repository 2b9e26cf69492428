import { describe, expect, test } from 'vitest'
import { floors } from './floors.ts'
import { treeOf } from './source-tree.ts'

const RULES = {
  floors: { ground: 0, middle: 1, beside: 1, app: 2, window: 2 },
  devOnly: ['testkit'],
  apps: ['app', 'window'],
  mayOnlyImport: { window: ['middle'] },
  mayNotImport: { middle: ['node:sqlite', '@zcert/beside'] },
  pure: {},
}

function manifest(name: string, dependencies: readonly string[] = []): string {
  const wanted = Object.fromEntries(dependencies.map((each) => [each, '1']))
  return JSON.stringify({ name: `@zcert/${name}`, dependencies: wanted })
}

const HOUSE = {
  'floors.json': JSON.stringify(RULES),
  'package.json': JSON.stringify({ devDependencies: { vitest: '1', pkijs: '1' } }),
  'packages/ground/package.json': manifest('ground', ['@zcert/middle', 'zod']),
  'packages/middle/package.json': manifest('middle', ['@zcert/ground', '@zcert/beside']),
  'packages/beside/package.json': manifest('beside'),
  'packages/app/package.json': manifest('app', ['@zcert/ground', '@zcert/window']),
  'packages/window/package.json': manifest('window', ['@zcert/ground', '@zcert/middle']),
  'packages/testkit/package.json': manifest('testkit', ['@zcert/ground']),
}

/** What the check says about one more file, without the place. */
function verdict(file: string, text: string, more: Record<string, string> = {}): string[] {
  const { violations } = floors.run(treeOf({ ...HOUSE, ...more, [file]: text }))
  return violations.map((each) => each.replace(/^\S+ /, ''))
}

describe('floors refuses', () => {
  test.each([
    ['an import from above', 'ground', "import '@zcert/middle'", 'is above it (floor 0 to 1)'],
    ['a type from above', 'ground', "import type { A } from '@zcert/middle'", 'is above it'],
    ['a lazy import from above', 'ground', "await import('@zcert/middle')", 'is above it'],
    ['an import type from above', 'ground', "let a: import('@zcert/middle').A", 'is above it'],
    ['a re-export from above', 'ground', "export * from '@zcert/middle'", 'is above it'],
    ['a require from above', 'ground', "createRequire(here)\nrequire('@zcert/middle')", 'is above'],
    ['a neighbour', 'beside', "import '@zcert/middle'", 'is on its own floor (1)'],
    ['an undeclared package', 'beside', "import '@zcert/ground'", 'does not declare'],
    ['an undeclared library', 'middle', "import 'zod'", 'does not declare'],
    ['a library of the root', 'middle', "import 'pkijs'", 'does not declare'],
    ['a deep path', 'middle', "import '@zcert/ground/src/a.ts'", 'import @zcert/ground and let'],
    ['an app', 'app', "import '@zcert/window'", 'an app: nobody imports an app'],
    ['what an app may not see', 'window', "import '@zcert/ground'", 'may import only middle'],
    ['the test kit', 'middle', "import '@zcert/testkit'", 'is for tests only'],
    ['what must not be known', 'middle', "import 'node:sqlite'", 'must not know (floors.json)'],
    ['a package that must not be known', 'middle', "import '@zcert/beside'", 'must not know'],
    ['a path out', 'middle', "import '../../ground/src/a.ts'", 'import the package by its name'],
    [
      'a path to the root',
      'middle',
      "import '../../../tools/a.ts'",
      'leaves its package for tools',
    ],
    ['a URL out', 'middle', "new URL('../../ground/a', import.meta.url)", 'leaves its package'],
    ['a computed name', 'middle', 'await import(name)', 'computed name'],
  ])('%s', (_, folder, text, expected) => {
    const said = verdict(`packages/${folder}/src/a.ts`, text)
    expect(said).toHaveLength(1)
    expect(said[0]).toContain(expected)
  })

  test('a package without a floor', () => {
    const file = 'packages/new/package.json'
    expect(verdict(file, manifest('new'))).toEqual(['is on no floor: give it one in floors.json'])
  })

  test('an import from above in a test', () => {
    const said = verdict('packages/ground/src/a.test.ts', "import '@zcert/middle'")
    expect(said[0]).toContain('is above it')
  })

  test('an undeclared library in a test', () => {
    const said = verdict('packages/ground/src/a.test.ts', "import 'jsrsasign'")
    expect(said[0]).toContain('does not declare')
  })

  test.each([
    ['a path into a package', 'tests/stories/a.test.ts', "import '../../packages/ground/src/a.ts'"],
    ['an app', 'tests/stories/a.test.ts', "import '@zcert/app'"],
    ['an undeclared library', 'tools/a.ts', "import 'zod'"],
  ])('%s outside the packages', (_, file, text) => {
    expect(verdict(file, text)).toHaveLength(1)
  })
})

describe('floors accepts', () => {
  test.each([
    ['a declared package below', 'packages/middle/src/a.ts', "import '@zcert/ground'"],
    ['a declared library', 'packages/ground/src/a.ts', "import { z } from 'zod'"],
    ['the platform', 'packages/middle/src/a.ts', "import 'node:fs'"],
    ['a path inside', 'packages/middle/src/b/a.ts', "import '../c.ts'"],
    [
      'what a program finds',
      'packages/app/bin/a.js',
      "await import(new URL('../..', import.meta.url))",
    ],
    ['its own require()', 'packages/middle/src/a.ts', "require('serial', options)"],
    ['a URL inside', 'packages/middle/src/a.ts', "new URL('../x.json', import.meta.url)"],
    ['what an app may see', 'packages/window/src/a.ts', "import '@zcert/middle'"],
    ['the test kit in a test', 'packages/ground/src/a.test.ts', "import '@zcert/testkit'"],
    ['the test kit in cases', 'packages/ground/src/a.cases.ts', "import '@zcert/testkit'"],
    ['an oracle in a test', 'packages/ground/src/a.test.ts', "import 'pkijs'"],
    [
      'a fixture of a test',
      'packages/ground/src/a.test.ts',
      "new URL('../../../v', import.meta.url)",
    ],
    ['a test library in the test kit', 'packages/testkit/src/a.ts', "import 'vitest'"],
    ['every package in a story', 'tests/stories/a.test.ts', "import '@zcert/middle'"],
  ])('%s', (_, file, text) => {
    expect(verdict(file, text)).toEqual([])
  })
})
