import type { Check } from './check.ts'

const COMMENTED =
  /\.(ts|tsx|mts|js|jsx|mjs|cjs|css|html|sh|sql|ya?ml|toml|service)$|(^|\/)\.ci\/run$/

// Put together at run time, so that this file does not report itself.
const [mark, other] = ['TO DO', 'FIX ME'].map((words) => words.replace(' ', ''))
const WITHOUT_REASON = new RegExp(
  `(?:/{2}|/?\\*|#|--|<!--).*?\\b(?:${mark}|${other})\\b(?!\\([^)]*[^)\\s][^)]*\\):)`,
)

/** A note of work left undone says why it was left. */
export const todoReasons: Check = {
  name: 'todo reasons',
  planted: {
    files: {
      'packages/a/src/a.ts': `// ${mark}: later\n// ${mark}(): never\n// ${mark}(RFC 9999 is a draft): x\n`,
    },
    reports: [
      `packages/a/src/a.ts:1 leaves work without a reason: write ${mark}(why): what, or do it`,
      `packages/a/src/a.ts:2 leaves work without a reason: write ${mark}(why): what, or do it`,
    ],
  },
  run: (tree) => {
    const files = tree.files.filter((file) => COMMENTED.test(file))
    return {
      seen: files.length,
      summary: `${files.length} files`,
      violations: files.flatMap((file) =>
        tree
          .read(file)
          .split('\n')
          .flatMap((line, index) =>
            WITHOUT_REASON.test(line)
              ? [
                  `${file}:${index + 1} leaves work without a reason: write ${mark}(why): what, or do it`,
                ]
              : [],
          ),
      ),
    }
  },
}
