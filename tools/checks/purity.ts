import ts from 'typescript'
import type { Check } from './check.ts'
import { floorsOf, type ModuleNames, type PureRules } from './floors-file.ts'
import { importsOf, isRelative } from './imports.ts'
import { isCode, isTest, placeOf, type SourceTree, syntaxOf } from './source-tree.ts'

/** The pure packages of `floors.json` read no clock, file, socket, environment or random source. */
export const purity: Check = {
  name: 'purity',
  planted: {
    files: {
      'floors.json': JSON.stringify({
        pure: {
          pure: {
            modules: {
              'node:crypto': { except: ['randomBytes'] },
              'node:net': { only: ['isIP'] },
            },
            globals: ['Date()', 'Date.now', 'process'],
          },
        },
      }),
      'packages/pure/src/impure.ts': [
        "import { readFileSync } from 'node:fs'",
        "import { hash, randomBytes } from 'node:crypto'",
        "import { connect, isIP } from 'node:net'",
        'const [now, then] = [new Date(), Date.now()]',
        "const home = process.env['HOME']",
      ].join('\n'),
    },
    reports: [
      'packages/pure/src/impure.ts:1 uses node:fs: packages/pure is pure, take its result as a parameter',
      'packages/pure/src/impure.ts:2 uses randomBytes of node:crypto: packages/pure is pure, take its result as a parameter',
      'packages/pure/src/impure.ts:3 uses connect of node:net: packages/pure is pure, take its result as a parameter',
      'packages/pure/src/impure.ts:4 uses Date(): packages/pure is pure, take its result as a parameter',
      'packages/pure/src/impure.ts:4 uses Date.now: packages/pure is pure, take its result as a parameter',
      'packages/pure/src/impure.ts:5 uses process: packages/pure is pure, take its result as a parameter',
    ],
  },
  run: (tree) => {
    const packages = Object.entries(floorsOf(tree).pure)
    const looked = packages.flatMap(([folder, rules]) =>
      filesOf(tree, folder).map((file) =>
        [...refusedModules(tree, file, rules), ...refusedGlobals(tree, file, rules)].map(
          ({ place, what }) =>
            `${place} uses ${what}: packages/${folder} is pure, take its result as a parameter`,
        ),
      ),
    )
    return {
      seen: looked.length,
      summary: `${looked.length} files of ${packages.map(([folder]) => folder).join(', ')}`,
      violations: looked.flat(),
    }
  },
}

interface Impurity {
  readonly place: string
  readonly what: string
}

function filesOf(tree: SourceTree, folder: string): string[] {
  const own = tree.files.filter((file) => file.startsWith(`packages/${folder}/`))
  return own.filter((file) => isCode(file) && !isTest(file))
}

function refusedModules(tree: SourceTree, file: string, { modules }: PureRules): Impurity[] {
  return importsOf(tree, file).flatMap(({ specifier, place, typeOnly, names, kind }) => {
    if (specifier === undefined || isRelative(specifier) || typeOnly || kind === 'url') return []
    const allowed = modules[specifier]
    if (allowed === undefined) return [{ place, what: specifier }]
    return names
      .filter((name) => !isAllowed(allowed, name))
      .map((name) => ({ place, what: `${name} of ${specifier}` }))
  })
}

function isAllowed(rule: ModuleNames, name: string): boolean {
  if ('only' in rule) return rule.only.includes(name)
  // With `import * as` nobody can see which names are used.
  return rule.except.length === 0 || (name !== '*' && !rule.except.includes(name))
}

function refusedGlobals(tree: SourceTree, path: string, { globals }: PureRules): Impurity[] {
  const file = syntaxOf(tree, path)
  const refused = new Set(globals)
  const own = declaredNames(file)
  const found: Impurity[] = []
  const visit = (node: ts.Node) => {
    if (ts.isIdentifier(node) && !own.has(node.text) && isRead(node)) {
      const what = [node.text, ...wordsAround(node)].find((word) => refused.has(word))
      if (what !== undefined) found.push({ place: placeOf(file, node), what })
    }
    ts.forEachChild(node, visit)
  }
  visit(file)
  return found
}

/** Names that the file gives a meaning of its own, such as a parameter called `process`. */
function declaredNames(file: ts.SourceFile): Set<string> {
  const names = new Set<string>()
  const visit = (node: ts.Node) => {
    if (isDeclaration(node) && node.name !== undefined && ts.isIdentifier(node.name)) {
      names.add(node.name.text)
    }
    ts.forEachChild(node, visit)
  }
  visit(file)
  return names
}

function isDeclaration(node: ts.Node): node is ts.NamedDeclaration {
  return (
    ts.isVariableDeclaration(node) ||
    ts.isParameter(node) ||
    ts.isFunctionDeclaration(node) ||
    ts.isBindingElement(node) ||
    ts.isImportSpecifier(node) ||
    ts.isImportClause(node)
  )
}

/** Whether an identifier is used as a value, rather than naming a member, a property or a type. */
function isRead(node: ts.Identifier): boolean {
  const { parent } = node
  if ('name' in parent && parent.name === node) return ts.isShorthandPropertyAssignment(parent)
  if ('propertyName' in parent && parent.propertyName === node) return false
  return !ts.isTypeNode(parent) && !ts.isQualifiedName(parent) && !ts.isExportSpecifier(parent)
}

/** `Date.now`, `Date['now']` and `Date()`, where the identifier stands in them. */
function wordsAround(node: ts.Identifier): string[] {
  const { parent } = node
  if (ts.isPropertyAccessExpression(parent)) return [`${node.text}.${parent.name.text}`]
  if (ts.isElementAccessExpression(parent) && ts.isStringLiteralLike(parent.argumentExpression)) {
    return [`${node.text}.${parent.argumentExpression.text}`]
  }
  const called = ts.isCallExpression(parent) || ts.isNewExpression(parent)
  const bare = called && parent.expression === node && (parent.arguments ?? []).length === 0
  return bare ? [`${node.text}()`] : []
}
