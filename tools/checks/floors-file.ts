import type { SourceTree } from './source-tree.ts'

/** What `floors.json` says: the numbered floors, and what ARCHITECTURE.md calls "may not". */
export interface FloorsFile {
  /** Folder of a package to its floor; imports go strictly down. */
  readonly floors: Readonly<Record<string, number>>
  /** Packages that only tests may import. */
  readonly devOnly: readonly string[]
  /** Packages that nobody may import. */
  readonly apps: readonly string[]
  /** Packages that may import nothing of the repository but these. */
  readonly mayOnlyImport: Readonly<Record<string, readonly string[]>>
  /** Modules, of the repository or not, that a package may not import. */
  readonly mayNotImport: Readonly<Record<string, readonly string[]>>
  /** Packages that read no clock, file, socket, environment or random source. */
  readonly pure: Readonly<Record<string, PureRules>>
}

/** What a pure package may use of the platform; every other module is refused. */
export interface PureRules {
  readonly modules: Readonly<Record<string, ModuleNames>>
  /** Refused: `name`, `object.member`, or `Date()` for `Date()` and `new Date()` without arguments. */
  readonly globals: readonly string[]
}

/** Some exports of a module: only these, or all except these. */
export type ModuleNames =
  | { readonly only: readonly string[] }
  | { readonly except: readonly string[] }

/** The rules of a tree. */
export function floorsOf(tree: SourceTree): FloorsFile {
  return JSON.parse(tree.read('floors.json')) as FloorsFile
}
