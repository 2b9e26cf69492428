import { posix } from 'node:path'
import ts from 'typescript'
import { placeOf, type SourceTree, syntaxOf } from './source-tree.ts'

/** One use of another module by a file. */
export interface ImportUse {
  /** What is named; `undefined` when the name is computed and cannot be checked. */
  readonly specifier: string | undefined
  /** `file:line`. */
  readonly place: string
  /** Erased before running. */
  readonly typeOnly: boolean
  /** The imported names that remain at run time; `*` when that cannot be told. */
  readonly names: readonly string[]
  /** `url` for `new URL('…', import.meta.url)`, which reaches a file without importing it. */
  readonly kind: 'import' | 'url'
}

/** Everything a file imports: static, re-exported, dynamic, required, type-only and by URL. */
export function importsOf(tree: SourceTree, path: string): ImportUse[] {
  const file = syntaxOf(tree, path)
  // Elsewhere `require` is some function of the file's own.
  const requires = path.endsWith('.cjs') || file.text.includes('createRequire')
  const uses: ImportUse[] = []
  const visit = (node: ts.Node) => {
    const use = importAt(node, requires)
    if (use !== undefined) uses.push({ ...use, place: placeOf(file, node) })
    ts.forEachChild(node, visit)
  }
  visit(file)
  return uses
}

type Placeless = Omit<ImportUse, 'place'>

function importAt(node: ts.Node, requires: boolean): Placeless | undefined {
  if (ts.isImportDeclaration(node)) return fromImport(node)
  if (ts.isExportDeclaration(node) && node.moduleSpecifier !== undefined) {
    return fromExport(node, node.moduleSpecifier)
  }
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
    return use(node.argument.literal, true, [])
  }
  if (ts.isExternalModuleReference(node)) return use(node.expression, false, ['*'])
  if (ts.isCallExpression(node) && isImportCall(node, requires)) {
    return use(node.arguments[0], false, ['*'])
  }
  if (ts.isNewExpression(node) && isModuleUrl(node)) {
    const [target] = node.arguments ?? []
    const literal = target !== undefined && ts.isStringLiteralLike(target)
    return literal ? { ...use(target, false, []), kind: 'url' } : undefined
  }
  return undefined
}

function use(target: ts.Node | undefined, typeOnly: boolean, names: readonly string[]): Placeless {
  const literal = target !== undefined && ts.isStringLiteralLike(target)
  return { specifier: literal ? target.text : undefined, typeOnly, names, kind: 'import' }
}

function fromImport({ importClause: clause, moduleSpecifier }: ts.ImportDeclaration): Placeless {
  if (clause === undefined) return use(moduleSpecifier, false, ['*'])
  const typeOnly = clause.phaseModifier === ts.SyntaxKind.TypeKeyword
  if (typeOnly) return use(moduleSpecifier, true, [])
  const bindings = clause.namedBindings
  if (clause.name !== undefined || bindings === undefined || ts.isNamespaceImport(bindings)) {
    return use(moduleSpecifier, false, ['*'])
  }
  return fromNames(moduleSpecifier, bindings.elements)
}

function fromExport(node: ts.ExportDeclaration, specifier: ts.Expression): Placeless {
  const clause = node.exportClause
  if (node.isTypeOnly) return use(specifier, true, [])
  if (clause === undefined || !ts.isNamedExports(clause)) return use(specifier, false, ['*'])
  return fromNames(specifier, clause.elements)
}

type Named = ts.NodeArray<ts.ImportSpecifier | ts.ExportSpecifier>

function fromNames(specifier: ts.Expression, elements: Named): Placeless {
  const kept = elements.filter((element) => !element.isTypeOnly)
  const names = kept.map((element) => (element.propertyName ?? element.name).text)
  return use(specifier, kept.length === 0 && elements.length > 0, names)
}

function isImportCall({ expression }: ts.CallExpression, requires: boolean): boolean {
  if (expression.kind === ts.SyntaxKind.ImportKeyword) return true
  return requires && ts.isIdentifier(expression) && expression.text === 'require'
}

function isModuleUrl({ expression, arguments: args }: ts.NewExpression): boolean {
  const base = args?.[1]
  return (
    ts.isIdentifier(expression) &&
    expression.text === 'URL' &&
    base !== undefined &&
    base.getText() === 'import.meta.url'
  )
}

/** Whether a specifier is a path rather than the name of a package. */
export function isRelative(specifier: string): boolean {
  return /^\.{0,2}\//.test(specifier) || specifier === '.' || specifier === '..'
}

/** The path from the root that a relative specifier in `importer` means. */
export function resolveRelative(importer: string, specifier: string): string {
  return posix.normalize(posix.join(posix.dirname(importer), specifier))
}

/** The package of a specifier: `@zcert/x509` of `@zcert/x509/src/name.ts`. */
export function packageOf(specifier: string): string {
  const parts = specifier.split('/')
  return parts.slice(0, specifier.startsWith('@') ? 2 : 1).join('/')
}
