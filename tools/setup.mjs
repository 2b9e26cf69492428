// The door of the project: `npm start`, `npm test` and the others come through here. Plain JavaScript
// without dependencies, because it runs before anything is installed, on a Node as old as 20.20.
import { fileURLToPath } from 'node:url'
import { describeProblem, SetupError } from './setup/setup-error.mjs'
import { isUpToDate } from './setup/stamp.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const [verb, ...rest] = process.argv.slice(2)

try {
  if (verb !== undefined && verb !== 'run') {
    throw new SetupError(`unknown argument ${verb}`, 'node tools/setup.mjs [run WHAT [ARGUMENT…]]')
  }
  // Loaded only when needed: the second run of everything should cost next to nothing.
  if (!isUpToDate(root)) await (await import('./setup/install.mjs')).install(root)
  if (verb === 'run') await (await import('./setup/run.mjs')).run(root, rest)
} catch (error) {
  process.stderr.write(describeProblem(error))
  process.exitCode = 1
}
