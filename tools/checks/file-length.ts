import type { Check } from './check.ts'
import { isCode } from './source-tree.ts'

const MOST_LINES = 300

/** No source file is longer than 300 lines. */
export const fileLength: Check = {
  name: 'file length',
  planted: {
    files: { 'tools/long.ts': '\n'.repeat(MOST_LINES + 1) },
    reports: ['tools/long.ts has 301 lines, 300 is the most: split it by idea'],
  },
  run: (tree) => {
    const lengths = tree.files
      .filter(isCode)
      .map((file) => [file, linesOf(tree.read(file))] as const)
    const longest = Math.max(0, ...lengths.map(([, lines]) => lines))
    return {
      seen: lengths.length,
      summary: `${lengths.length} files, the longest of ${longest} lines`,
      violations: lengths
        .filter(([, lines]) => lines > MOST_LINES)
        .map(
          ([file, lines]) =>
            `${file} has ${lines} lines, ${MOST_LINES} is the most: split it by idea`,
        ),
    }
  },
}

function linesOf(text: string): number {
  return text.split('\n').length - (text.endsWith('\n') ? 1 : 0)
}
