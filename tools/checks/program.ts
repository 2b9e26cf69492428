import ts from 'typescript'
import { isTestFile, type SourceTree } from './source-tree.ts'

const FALLBACK = { target: 'es2024', module: 'nodenext', customConditions: ['zcert-source'] }

/** TypeScript's own library, read once for however many trees. */
const library = new Map<string, ts.SourceFile | undefined>()

const programs = new WeakMap<SourceTree, ts.Program>()

/** The product's sources with their types, made once a tree. Node's own types are left out: slow. */
export function programOf(tree: SourceTree): ts.Program {
  const known = programs.get(tree)
  if (known !== undefined) return known
  const options = optionsOf(tree)
  const rootNames = productFiles(tree).map((file) => `${tree.root}/${file}`)
  const program = ts.createProgram({ rootNames, options, host: hostOf(tree, options) })
  programs.set(tree, program)
  return program
}

/** The TypeScript sources of the packages, without tests. */
export function productFiles(tree: SourceTree): string[] {
  return tree.files.filter(
    (file) => /^packages\/[^/]+\/src\/.*\.tsx?$/.test(file) && !isTestFile(file),
  )
}

/** The program's view of one file of the tree. */
export function programFile(tree: SourceTree, file: string): ts.SourceFile | undefined {
  return programOf(tree).getSourceFile(`${tree.root}/${file}`)
}

function optionsOf(tree: SourceTree): ts.CompilerOptions {
  const path = 'tsconfig.json'
  const json = tree.has(path)
    ? ts.parseConfigFileTextToJson(path, tree.read(path)).config.compilerOptions
    : FALLBACK
  const { options } = ts.convertCompilerOptionsFromJson({ ...json, types: [] }, tree.root)
  return { ...options, noEmit: true }
}

/** Reads from the tree first, then from the disk: node_modules and TypeScript's own library. */
function hostOf(tree: SourceTree, options: ts.CompilerOptions): ts.CompilerHost {
  const disk = ts.createCompilerHost(options, true)
  const inTree = (path: string) => {
    const file = path.startsWith(`${tree.root}/`) ? path.slice(tree.root.length + 1) : ''
    return tree.has(file) ? file : undefined
  }
  return {
    ...disk,
    getCurrentDirectory: () => tree.root,
    fileExists: (path) => inTree(path) !== undefined || disk.fileExists(path),
    readFile: (path) => {
      const file = inTree(path)
      return file === undefined ? disk.readFile(path) : tree.read(file)
    },
    getSourceFile: (path, version) => {
      const file = inTree(path)
      if (file !== undefined) return ts.createSourceFile(path, tree.read(file), version, true)
      if (!library.has(path)) library.set(path, disk.getSourceFile(path, version))
      return library.get(path)
    },
    directoryExists: (path) =>
      tree.files.some((file) => `${tree.root}/${file}`.startsWith(`${path}/`)) ||
      (disk.directoryExists?.(path) ?? false),
  }
}
