import ts from 'typescript'
import type { Check } from './check.ts'
import { programFile, programOf } from './program.ts'
import type { SourceTree } from './source-tree.ts'
import { folderOf } from './workspaces.ts'

/** Every export of a package has a comment that promises something. */
export const documentedExports: Check = {
  name: 'documented exports',
  planted: {
    files: {
      'packages/a/src/index.ts': "export { bare, keySize, parseName } from './a.ts'",
      'packages/a/src/a.ts': [
        'export const bare = 1',
        '/** The key size. */',
        'export const keySize = 2',
        '/** Reads an RFC 4514 string, refusing what is not one. */',
        'export function parseName(): void {}',
      ].join('\n'),
    },
    reports: [
      'packages/a exports bare without a comment: write one sentence that promises something',
      'packages/a exports keySize with a comment that only repeats its name: say what it promises',
    ],
  },
  run: (tree) => {
    const names = tree.files
      .filter((file) => /^packages\/[^/]+\/src\/index\.ts$/.test(file))
      .flatMap((file) => exportsOf(tree, file))
    const checker = programOf(tree).getTypeChecker()
    const violations = names.flatMap((each) => problemOf(each, checker))
    const members = names.flatMap(({ symbol }) => membersOf(symbol))
    const documented = members.filter((member) => textOf(member, checker) !== '')
    const share = Math.floor((100 * documented.length) / Math.max(1, members.length))
    return {
      seen: names.length,
      summary: `documented ${names.length - violations.length} of ${names.length} exports, ${share} % of their members`,
      violations,
    }
  },
}

interface Exported {
  readonly folder: string
  readonly name: string
  /** Where it is declared, behind every re-export. */
  readonly symbol: ts.Symbol
}

function exportsOf(tree: SourceTree, index: string): Exported[] {
  const checker = programOf(tree).getTypeChecker()
  const file = programFile(tree, index)
  const module = file && checker.getSymbolAtLocation(file)
  if (module === undefined) return []
  return checker.getExportsOfModule(module).map((symbol) => ({
    folder: folderOf(index) as string,
    name: symbol.name,
    symbol: symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol,
  }))
}

function problemOf({ folder, name, symbol }: Exported, checker: ts.TypeChecker): string[] {
  const text = textOf(symbol, checker)
  if (text === '') {
    return [
      `packages/${folder} exports ${name} without a comment: write one sentence that promises something`,
    ]
  }
  if (saysMore(text, name)) return []
  return [
    `packages/${folder} exports ${name} with a comment that only repeats its name: say what it promises`,
  ]
}

function textOf(symbol: ts.Symbol, checker: ts.TypeChecker): string {
  return ts.displayPartsToString(symbol.getDocumentationComment(checker)).trim()
}

const FILLERS = new Set(
  'a an and are as at by class const constant contains for from function get gets has in interface is it its of on or represents return returns that the this to type value which with'.split(
    ' ',
  ),
)

/** Whether a comment is a sentence with words that its name does not have. */
function saysMore(text: string, name: string): boolean {
  const known = new Set(wordsOf(`${name} ${name.replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2')}`))
  const added = wordsOf(text).filter((word) => !known.has(word) && !FILLERS.has(word))
  return added.length > 0 && /[.!?)](\s|$)/.test(text)
}

/** Lower-case words without a plural's or a verb's s. */
function wordsOf(text: string): string[] {
  const words = text.toLowerCase().split(/[^a-z0-9]+/)
  return words.filter(Boolean).map((word) => (word.length > 3 ? word.replace(/s$/, '') : word))
}

/** The declared members of an interface, class or object type, as far as others see them. */
function membersOf(symbol: ts.Symbol): ts.Symbol[] {
  const members = [...(symbol.members?.values() ?? []), ...aliasMembers(symbol)]
  const visible = ts.SymbolFlags.Property | ts.SymbolFlags.Method | ts.SymbolFlags.Accessor
  return members.filter(({ flags, name, declarations }) => {
    const hidden = declarations?.some(
      (node) => ts.getCombinedModifierFlags(node) & ts.ModifierFlags.Private,
    )
    return (flags & visible) !== 0 && !/^(__|#)/.test(name) && !hidden
  })
}

function aliasMembers(symbol: ts.Symbol): ts.Symbol[] {
  const alias = symbol.declarations?.find(ts.isTypeAliasDeclaration)
  if (alias === undefined || !ts.isTypeLiteralNode(alias.type)) return []
  const { symbol: literal } = alias.type as ts.TypeLiteralNode & { readonly symbol?: ts.Symbol }
  return [...(literal?.members?.values() ?? [])]
}
