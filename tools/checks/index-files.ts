import ts from 'typescript'
import type { Check } from './check.ts'
import { type ImportUse, importsOf, isRelative, resolveRelative } from './imports.ts'
import { isCode, placeOf, type SourceTree, syntaxOf } from './source-tree.ts'
import { folderOf, workspacesOf } from './workspaces.ts'

/** An `index.ts` only exports, and nobody inside a package imports the package's own index. */
export const indexFiles: Check = {
  name: 'index files',
  planted: {
    files: {
      'packages/a/package.json': '{"name":"@planted/a"}',
      'packages/a/src/index.ts': "export { one } from './one.ts'\nexport const two = 2",
      'packages/a/src/one.ts': "import { two } from './index.ts'",
      'packages/a/src/three.test.ts': "import { two } from '@planted/a'",
    },
    reports: [
      'packages/a/src/index.ts:2 does more than export: move it into a file of its own',
      'packages/a/src/one.ts:1 imports the index of its own package: import the file that has it',
      'packages/a/src/three.test.ts:1 imports the index of its own package: import the file that has it',
    ],
  },
  run: (tree) => {
    const indexes = tree.files.filter((file) => /^packages\/.*\/index\.tsx?$/.test(file))
    const importers = tree.files.filter((file) => isCode(file) && folderOf(file) !== undefined)
    return {
      seen: indexes.length,
      summary: `${indexes.length} indexes`,
      violations: [
        ...indexes.flatMap((file) => busyLines(tree, file)),
        ...importers.flatMap((file) => selfImports(tree, file)),
      ],
    }
  },
}

function busyLines(tree: SourceTree, path: string): string[] {
  const file = syntaxOf(tree, path)
  return file.statements
    .filter((node) => !ts.isExportDeclaration(node))
    .map((node) => `${placeOf(file, node)} does more than export: move it into a file of its own`)
}

function selfImports(tree: SourceTree, file: string): string[] {
  const folder = folderOf(file)
  const own = workspacesOf(tree).find((workspace) => workspace.folder === folder)?.name
  return importsOf(tree, file)
    .filter((use) => reachesIndex(file, use, own))
    .map(
      ({ place }) => `${place} imports the index of its own package: import the file that has it`,
    )
}

function reachesIndex(file: string, { specifier }: ImportUse, own: string | undefined): boolean {
  // The example of a README is tried as its reader would: through the index.
  if (specifier === undefined || /\/readme\.test\.ts$/.test(file)) return false
  if (!isRelative(specifier)) return specifier === own
  return resolveRelative(file, specifier) === `packages/${folderOf(file)}/src/index.ts`
}
