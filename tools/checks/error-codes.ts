import ts from 'typescript'
import type { Check } from './check.ts'
import { productFiles, programFile, programOf } from './program.ts'
import type { SourceTree } from './source-tree.ts'
import { folderOf } from './workspaces.ts'

const REFERENCE = 'docs/reference/errors.md'

/** Aliases of what stands in `code`: of an error, a rule's violation, or a validation report. */
const NAMED = /(Code|Headline)$/

/** Every error code stands in the reference with its package and meaning, and no other does. */
export const errorCodes: Check = {
  name: 'error codes',
  planted: {
    files: {
      'packages/a/src/errors.ts': "export type AErrorCode = 'known' | 'unwritten' | 'meaningless'",
      'packages/a/src/path-rule.ts': "export type PathCode = 'deep'",
      [REFERENCE]: [
        '| code | package | meaning |',
        '| --- | --- | --- |',
        '| `known` | a | The thing is known; do it again. |',
        '| `meaningless` | a | |',
        '| `gone` | a | It was removed long ago. |',
      ].join('\n'),
    },
    reports: [
      `unwritten of packages/a has no row in ${REFERENCE}: say what happened and what to do`,
      `deep of packages/a has no row in ${REFERENCE}: say what happened and what to do`,
      `${REFERENCE}:4 does not say what meaningless means`,
      `${REFERENCE}:5 explains gone of a, which that package no longer has: remove the row`,
    ],
  },
  run: (tree) => {
    const declared = declaredCodes(tree)
    const rows = rowsOf(tree.has(REFERENCE) ? tree.read(REFERENCE) : '')
    const written = new Set(
      rows.flatMap(({ code, packages }) => packages.map((p) => `${code} ${p}`)),
    )
    return {
      seen: declared.size,
      summary: `${declared.size} codes`,
      violations: [
        ...[...declared].filter((key) => !written.has(key)).map(unwritten),
        ...rows.flatMap((row) => problemsOf(row, declared)),
        ...doubled(rows),
      ],
    }
  },
}

/** `code folder` of every member of an exported alias with such a name that is a union of strings. */
function declaredCodes(tree: SourceTree): Set<string> {
  const shipped = productFiles(tree).filter((file) => folderOf(file) !== 'testkit')
  const keys = shipped.flatMap((file) =>
    aliasesOf(programFile(tree, file)).flatMap((alias) =>
      literalsOf(tree, alias).map((code) => `${code} ${folderOf(file)}`),
    ),
  )
  return new Set(keys.sort())
}

function aliasesOf(file: ts.SourceFile | undefined): ts.TypeAliasDeclaration[] {
  return [...(file?.statements ?? [])].filter(ts.isTypeAliasDeclaration).filter((alias) => {
    const exported = alias.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)
    return exported === true && NAMED.test(alias.name.text)
  })
}

/** The strings of a union, through other aliases; none when it has a member of another kind. */
function literalsOf(tree: SourceTree, alias: ts.TypeAliasDeclaration): string[] {
  const type = programOf(tree).getTypeChecker().getTypeAtLocation(alias.name)
  const members = type.isUnion() ? type.types : [type]
  const literals = members.filter((member) => member.isStringLiteral())
  return literals.length === members.length ? literals.map(({ value }) => value) : []
}

interface Row {
  readonly line: number
  readonly code: string
  readonly packages: readonly string[]
  readonly meaning: string
}

function rowsOf(text: string): Row[] {
  return text.split('\n').flatMap((content, index) => {
    const [, code = '', packages = '', meaning = ''] = content.split('|').map((cell) => cell.trim())
    if (!/^`[a-z][a-z0-9_]*`$/.test(code)) return []
    const names = packages.split(',').map((name) => name.trim().replaceAll('`', ''))
    return [{ line: index + 1, code: code.slice(1, -1), packages: names, meaning }]
  })
}

function unwritten(key: string): string {
  const [code, folder] = key.split(' ')
  return `${code} of packages/${folder} has no row in ${REFERENCE}: say what happened and what to do`
}

function problemsOf(
  { line, code, packages, meaning }: Row,
  declared: ReadonlySet<string>,
): string[] {
  const place = `${REFERENCE}:${line}`
  const gone = packages.filter((folder) => !declared.has(`${code} ${folder}`))
  const silent = meaning.split(' ').length < 3
  return [
    ...(silent ? [`${place} does not say what ${code} means`] : []),
    ...gone.map(
      (folder) =>
        `${place} explains ${code} of ${folder}, which that package no longer has: remove the row`,
    ),
  ]
}

function doubled(rows: readonly Row[]): string[] {
  const first = new Map<string, number>()
  return rows.flatMap(({ line, code, packages }) =>
    packages.flatMap((folder) => {
      const earlier = first.get(`${code} ${folder}`)
      first.set(`${code} ${folder}`, earlier ?? line)
      if (earlier === undefined) return []
      return [`${REFERENCE}:${line} explains ${code} of ${folder} again, after line ${earlier}`]
    }),
  )
}
