// `npm run build`: every published package to JavaScript and types in its `dist/`, lower floors first.
// A package sees those below as its users will: through their `dist/`, without the condition that
// makes the sources stand for them here.
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'
import type { FloorsFile } from './checks/floors-file.ts'
import { isTestFile } from './checks/source-tree.ts'

const root = join(import.meta.dirname, '..')
const { floors } = JSON.parse(readFileSync(join(root, 'floors.json'), 'utf8')) as FloorsFile

for (const folder of packagesByFloor()) {
  const start = performance.now()
  const problems = compile(folder)
  const loaded = problems.length === 0 ? load(folder) : undefined
  if (problems.length > 0 || loaded !== undefined) {
    console.error([`build of packages/${folder} failed`, ...problems, loaded ?? ''].join('\n'))
    process.exitCode = 1
    break
  }
  console.log(`built packages/${folder} in ${((performance.now() - start) / 1000).toFixed(1)} s`)
}

/** The packages that exist, lowest first; those on no floor are for tests and are not built. */
function packagesByFloor(): string[] {
  const present = readdirSync(join(root, 'packages')).sort()
  return present
    .filter((folder) => folder in floors && existsSync(join(root, 'packages', folder, 'src')))
    .sort((left, right) => (floors[left] ?? 0) - (floors[right] ?? 0))
}

/** Writes `dist/` and returns what the compiler complained about. */
function compile(folder: string): string[] {
  const home = join(root, 'packages', folder)
  const source = join(home, 'src')
  const out = join(home, 'dist')
  rmSync(out, { recursive: true, force: true })
  const files = readdirSync(source, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.tsx?$/.test(file) && !isTestFile(file))
    .map((file) => join(source, file))
  const program = ts.createProgram(files, optionsFor(home, source, out))
  const emitted = program.emit()
  return [...ts.getPreEmitDiagnostics(program), ...emitted.diagnostics].map(describe)
}

function optionsFor(home: string, rootDir: string, outDir: string): ts.CompilerOptions {
  const path = join(root, 'tsconfig.json')
  const { compilerOptions } = ts.readConfigFile(path, ts.sys.readFile).config
  const own = { noEmit: false, declaration: true, declarationMap: true, sourceMap: true }
  const json = { ...compilerOptions, ...own, customConditions: [], rootDir, outDir }
  return ts.convertCompilerOptionsFromJson(json, home).options
}

function describe(diagnostic: ts.Diagnostic): string {
  return ts.formatDiagnostic(diagnostic, {
    getCurrentDirectory: () => root,
    getCanonicalFileName: (name) => name,
    getNewLine: () => '\n',
  })
}

/** Imports the built index as a user's program would; `undefined` when that works or there is none. */
function load(folder: string): string | undefined {
  const path = join(root, 'packages', folder, 'package.json')
  const { name, exports } = JSON.parse(readFileSync(path, 'utf8'))
  if (exports === undefined) return undefined
  const program = `await import(${JSON.stringify(name)})`
  const ended = spawnSync(process.execPath, ['--input-type=module', '--eval', program], {
    cwd: join(root, 'packages', folder),
  })
  return ended.status === 0 ? undefined : `cannot be imported once built:\n${ended.stderr}`
}
