import type { Check } from './check.ts'
import { importsOf, isRelative, resolveRelative } from './imports.ts'
import { isCode, type SourceTree } from './source-tree.ts'

type Graph = ReadonlyMap<string, readonly string[]>

/** No two files import each other, directly or round about; imports of types count. */
export const importCycles: Check = {
  name: 'import cycles',
  planted: {
    files: {
      'packages/a/src/one.ts': "import { two } from './two.ts'",
      'packages/a/src/two.ts': "export * from './three.ts'",
      'packages/a/src/three.ts': "import type { One } from './one.ts'",
    },
    reports: [
      'packages/a/src/one.ts → packages/a/src/two.ts → packages/a/src/three.ts → packages/a/src/one.ts is an import cycle: move what they share into a file of its own',
    ],
  },
  run: (tree) => {
    const graph = importGraph(tree)
    return {
      seen: graph.size,
      summary: `${graph.size} files`,
      violations: cyclesOf(graph).map(
        (cycle) =>
          `${[...cycle, cycle[0]].join(' → ')} is an import cycle: move what they share into a file of its own`,
      ),
    }
  },
}

function importGraph(tree: SourceTree): Graph {
  const targetsOf = (file: string) =>
    importsOf(tree, file).flatMap(({ specifier, kind }) => {
      if (specifier === undefined || kind === 'url' || !isRelative(specifier)) return []
      const target = resolveRelative(file, specifier)
      return tree.has(target) && isCode(target) ? [target] : []
    })
  return new Map(tree.files.filter(isCode).map((file) => [file, targetsOf(file)]))
}

/** One shortest cycle through each file that lies on one, each set of files named once. */
function cyclesOf(graph: Graph): string[][] {
  const named = new Set<string>()
  return [...graph.keys()].flatMap((start) => {
    if (named.has(start)) return []
    const cycle = shortestCycle(graph, start)
    for (const file of cycle ?? []) named.add(file)
    return cycle === undefined ? [] : [cycle]
  })
}

function shortestCycle(graph: Graph, start: string): string[] | undefined {
  const cameFrom = new Map<string, string>()
  const queue = [start]
  for (const file of queue) {
    for (const target of graph.get(file) ?? []) {
      if (target === start) return pathTo(cameFrom, start, file)
      if (cameFrom.has(target)) continue
      cameFrom.set(target, file)
      queue.push(target)
    }
  }
  return undefined
}

function pathTo(cameFrom: ReadonlyMap<string, string>, start: string, end: string): string[] {
  const path = [end]
  for (let file = end; file !== start; ) {
    file = cameFrom.get(file) as string
    path.unshift(file)
  }
  return path
}
