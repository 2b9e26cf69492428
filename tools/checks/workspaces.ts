import type { SourceTree } from './source-tree.ts'

/** One package of the repository. */
export interface Workspace {
  /** The folder below `packages/`. */
  readonly folder: string
  /** The name in its package.json. */
  readonly name: string
  /** Packages it asks for at run time. */
  readonly dependencies: ReadonlySet<string>
  readonly devDependencies: ReadonlySet<string>
}

interface Manifest {
  readonly name?: string
  readonly dependencies?: Record<string, string>
  readonly devDependencies?: Record<string, string>
  readonly optionalDependencies?: Record<string, string>
  readonly peerDependencies?: Record<string, string>
}

/** Every package below `packages/`, in the order of their folders. */
export function workspacesOf(tree: SourceTree): Workspace[] {
  const manifests = tree.files.filter((path) => /^packages\/[^/]+\/package\.json$/.test(path))
  return manifests.map((path) => {
    const folder = path.split('/')[1] as string
    return { ...readManifest(tree, path), folder }
  })
}

/** The root's package.json; without a name of use to anybody. */
export function rootManifest(tree: SourceTree): Omit<Workspace, 'folder'> {
  return readManifest(tree, 'package.json')
}

function readManifest(tree: SourceTree, path: string): Omit<Workspace, 'folder'> {
  const manifest: Manifest = tree.has(path) ? JSON.parse(tree.read(path)) : {}
  const runtime = [
    manifest.dependencies,
    manifest.optionalDependencies,
    manifest.peerDependencies,
  ].flatMap((map) => Object.keys(map ?? {}))
  return {
    name: manifest.name ?? '',
    dependencies: new Set(runtime),
    devDependencies: new Set(Object.keys(manifest.devDependencies ?? {})),
  }
}

/** The folder below `packages/` that a path lies in, if any. */
export function folderOf(path: string): string | undefined {
  return /^packages\/([^/]+)\//.exec(path)?.[1]
}
