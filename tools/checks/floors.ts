import { builtinModules } from 'node:module'
import type { Check } from './check.ts'
import { type FloorsFile, floorsOf } from './floors-file.ts'
import { type ImportUse, importsOf, isRelative, packageOf, resolveRelative } from './imports.ts'
import { isCode, isTest, type SourceTree } from './source-tree.ts'
import { folderOf, rootManifest, type Workspace, workspacesOf } from './workspaces.ts'

/** Imports go strictly down the floors, are declared, and enter a package only by its index. */
export const floors: Check = {
  name: 'floors',
  planted: {
    files: {
      'floors.json': JSON.stringify({
        floors: { low: 0, high: 1, beside: 1 },
        devOnly: [],
        apps: [],
        mayOnlyImport: {},
        mayNotImport: {},
        pure: {},
      }),
      'packages/low/package.json': '{"name":"@planted/low","dependencies":{"@planted/high":"1"}}',
      'packages/low/src/up.ts': "import '@planted/high'",
      'packages/high/package.json':
        '{"name":"@planted/high","dependencies":{"@planted/beside":"1"}}',
      'packages/high/src/sideways.ts': "import type { X } from '@planted/beside'",
      'packages/beside/package.json': '{"name":"@planted/beside"}',
      'packages/beside/src/undeclared.ts': "await import('@planted/low')",
      'packages/beside/src/leaving.ts': "export * from '../../low/src/up.ts'",
    },
    reports: [
      'packages/low/src/up.ts:1 imports @planted/high, which is above it (floor 0 to 1): imports go down; put what both need lower, or pass it in as a port',
      'packages/high/src/sideways.ts:1 imports @planted/beside, which is on its own floor (1): put what both need lower, or pass it in as a port',
      'packages/beside/src/undeclared.ts:1 imports @planted/low, which packages/beside/package.json does not declare: add it to its dependencies',
      'packages/beside/src/leaving.ts:1 leaves its package for packages/low/src/up.ts: import the package by its name',
    ],
  },
  run: (tree) => {
    const house = houseOf(tree)
    const files = tree.files.filter(isCode)
    const uses = files.flatMap((file) => importsOf(tree, file).map((use) => ({ ...use, file })))
    return {
      seen: uses.length,
      summary: `${uses.length} imports of ${files.length} files`,
      violations: [
        ...misplaced(house),
        ...uses.flatMap((use) => {
          const problem = problemOf(house, use)
          return problem === undefined ? [] : [`${use.place} ${problem}`]
        }),
      ],
    }
  },
}

interface House {
  readonly rules: FloorsFile
  readonly byName: ReadonlyMap<string, Workspace>
  readonly byFolder: ReadonlyMap<string, Workspace>
  readonly root: Omit<Workspace, 'folder'>
}

type Use = ImportUse & { readonly file: string }

function houseOf(tree: SourceTree): House {
  const workspaces = workspacesOf(tree)
  return {
    rules: floorsOf(tree),
    byName: new Map(workspaces.map((each) => [each.name, each])),
    byFolder: new Map(workspaces.map((each) => [each.folder, each])),
    root: rootManifest(tree),
  }
}

function misplaced({ rules, byFolder }: House): string[] {
  const placed = new Set([...Object.keys(rules.floors), ...rules.devOnly])
  return [...byFolder.keys()]
    .filter((folder) => !placed.has(folder))
    .map((folder) => `packages/${folder} is on no floor: give it one in floors.json`)
}

function problemOf(house: House, use: Use): string | undefined {
  if (use.specifier === undefined) {
    return isSource(use.file)
      ? 'imports a computed name, which no check can follow: write the names out'
      : undefined
  }
  if (use.kind === 'url' && !isSource(use.file)) return undefined
  if (isRelative(use.specifier) || use.kind === 'url') return relativeProblem(use, use.specifier)
  const own = house.byFolder.get(folderOf(use.file) ?? '')
  const name = packageOf(use.specifier)
  const target = house.byName.get(name)
  const refused = house.rules.mayNotImport[own?.folder ?? ''] ?? []
  if (refused.includes(name) && !isTest(use.file)) {
    return `imports ${name}, which packages/${own?.folder} must not know (floors.json): take it as a port`
  }
  return target === undefined
    ? externalProblem(house, own, use, name)
    : workspaceProblem(house, own, use, target)
}

function relativeProblem({ file, kind }: Use, specifier: string): string | undefined {
  if (kind === 'url' && !isRelative(specifier)) return undefined
  const target = resolveRelative(file, specifier)
  if (folderOf(file) === folderOf(`${target}/`)) return undefined
  const fix = folderOf(target) === undefined ? 'move it in' : 'import the package by its name'
  return folderOf(file) === undefined
    ? `enters packages/ by the path ${target}: ${fix}`
    : `leaves its package for ${target}: ${fix}`
}

function workspaceProblem(
  { rules }: House,
  own: Workspace | undefined,
  { file, specifier }: Use,
  target: Workspace,
): string | undefined {
  const { name, folder } = target
  if (own === target) return undefined
  if (specifier !== name) return `imports ${specifier}: import ${name} and let its index choose`
  if (rules.apps.includes(folder)) return `imports ${name}, an app: nobody imports an app`
  if (rules.devOnly.includes(folder)) {
    return isShipped(file) ? `imports ${name}, which is for tests only` : undefined
  }
  if (own === undefined) return undefined
  return heightProblem(rules, own, target) ?? declarationProblem(own, file, name)
}

function heightProblem(rules: FloorsFile, own: Workspace, target: Workspace): string | undefined {
  const only = rules.mayOnlyImport[own.folder]
  if (only !== undefined && !only.includes(target.folder)) {
    return `imports ${target.name}; packages/${own.folder} may import only ${only.join(', ')}`
  }
  if (rules.devOnly.includes(own.folder)) return undefined
  const [from, to] = [rules.floors[own.folder], rules.floors[target.folder]]
  if (from === undefined || to === undefined) return undefined
  const fix = 'put what both need lower, or pass it in as a port'
  if (to > from) {
    return `imports ${target.name}, which is above it (floor ${from} to ${to}): imports go down; ${fix}`
  }
  return to === from
    ? `imports ${target.name}, which is on its own floor (${from}): ${fix}`
    : undefined
}

function declarationProblem(own: Workspace, file: string, name: string): string | undefined {
  const declared = own.dependencies.has(name) || (!isShipped(file) && own.devDependencies.has(name))
  if (declared) return undefined
  return `imports ${name}, which packages/${own.folder}/package.json does not declare: add it to its dependencies`
}

function externalProblem(
  { root }: House,
  own: Workspace | undefined,
  { file }: Use,
  name: string,
): string | undefined {
  if (name.startsWith('node:') || builtinModules.includes(name)) return undefined
  const ofRoot = root.dependencies.has(name) || root.devDependencies.has(name)
  if (!isShipped(file) && ofRoot) return undefined
  if (own !== undefined) return declarationProblem(own, file, name)
  return `imports ${name}, which package.json does not declare: add it to its devDependencies`
}

/**
 * Whether a file is a source that ships. A program in `bin/` is one too, but its work is to find the
 * sources or what was built of them, by names that it computes.
 */
function isSource(file: string): boolean {
  return isShipped(file) && file.includes('/src/')
}

/** Whether a file reaches users: the sources and programs of a package, without its tests. */
function isShipped(file: string): boolean {
  return /^packages\/[^/]+\/(src|bin)\//.test(file) && !isTest(file)
}
