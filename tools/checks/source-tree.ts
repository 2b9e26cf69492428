import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, sep } from 'node:path'
import ts from 'typescript'

/** The files that a check looks at: the working tree, or a few lines of text in a test. */
export interface SourceTree {
  /** Absolute path of the root, without a final slash. */
  readonly root: string
  /** Paths relative to the root, with `/`, sorted. */
  readonly files: readonly string[]
  readonly has: (path: string) => boolean
  /** @throws {TypeError} when the tree has no such file */
  readonly read: (path: string) => string
}

const IGNORED_FOLDERS = new Set(['node_modules', 'dist', 'coverage', '.git'])

/** A tree that exists only in memory. */
export function treeOf(files: Readonly<Record<string, string>>): SourceTree {
  return {
    root: '/planted',
    files: Object.keys(files).sort(),
    has: (path) => Object.hasOwn(files, path),
    read: (path) => {
      const text = files[path]
      if (text === undefined) throw new TypeError(`the tree has no file ${path}`)
      return text
    },
  }
}

/** Every file under `root` that git tracks or would offer to track. */
export function workingTree(root: string): SourceTree {
  const files = (gitFiles(root) ?? allFiles(root)).filter((path) => existsSync(join(root, path)))
  const known = new Set(files)
  const texts = new Map<string, string>()
  const read = (path: string) => {
    const text = texts.get(path) ?? readFileSync(join(root, path), 'utf8')
    texts.set(path, text)
    return text
  }
  return { root, files: [...known].sort(), has: (path) => known.has(path), read }
}

/** `undefined` where git is absent or knows nothing of this folder, as in an unpacked archive. */
function gitFiles(root: string): string[] | undefined {
  try {
    const options = ['ls-files', '-z', '--cached', '--others', '--exclude-standard']
    const stdio: ['ignore', 'pipe', 'ignore'] = ['ignore', 'pipe', 'ignore']
    const listed = execFileSync('git', options, { cwd: root, stdio, maxBuffer: 1 << 26 })
    const files = listed.toString('utf8').split('\0').filter(Boolean)
    return files.length > 0 ? files : undefined
  } catch {
    return undefined
  }
}

function allFiles(root: string, folder = ''): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isFile()) return [path.split(sep).join('/')]
    return entry.isDirectory() && !IGNORED_FOLDERS.has(entry.name) ? allFiles(root, path) : []
  })
}

const parsed = new WeakMap<SourceTree, Map<string, ts.SourceFile>>()

/** The syntax of one TypeScript or JavaScript file; parsed once a tree. */
export function syntaxOf(tree: SourceTree, path: string): ts.SourceFile {
  const files = parsed.get(tree) ?? new Map<string, ts.SourceFile>()
  parsed.set(tree, files)
  const file =
    files.get(path) ?? ts.createSourceFile(path, tree.read(path), ts.ScriptTarget.Latest, true)
  files.set(path, file)
  return file
}

/** Whether a path names a source file that is checked. */
export function isCode(path: string): boolean {
  return /\.(ts|tsx|mts|js|jsx|mjs|cjs)$/.test(path)
}

/** Whether a file stands beside the sources for the tests alone. */
export function isTestFile(path: string): boolean {
  return /\.(test|cases|fixture|bench)\.tsx?$/.test(path)
}

/** Whether a file belongs to the tests: never shipped, and free to use what only tests may use. */
export function isTest(path: string): boolean {
  return isTestFile(path) || /^packages\/(testkit|[^/]+\/(tests?|bench))\//.test(path)
}

/** `file:line` of a node, as an editor opens it. */
export function placeOf(file: ts.SourceFile, node: ts.Node): string {
  const { line } = file.getLineAndCharacterOfPosition(node.getStart(file))
  return `${file.fileName}:${line + 1}`
}
