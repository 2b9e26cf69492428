import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { nodeExecutable } from './node-runtime.mjs'
import { SetupError } from './setup-error.mjs'

/**
 * @typedef {object} Target
 * @property {string} script
 * @property {string[]} [first] arguments before the caller's
 * @property {string[]} [flags] of Node
 * @property {boolean} [stay] relative paths among the arguments are the caller's, not the root's
 */

/** @type {Readonly<Record<string, Target>>} */
const TARGETS = {
  demo: { script: 'packages/cli/bin/zcert.js', first: ['demo'], stay: true },
  test: { script: 'tools/test.ts' },
  check: { script: 'tools/check.ts' },
  reference: { script: 'packages/cli/src/cli-reference.ts', flags: ['--conditions=zcert-source'] },
  bench: { script: 'tools/bench.ts', flags: ['--conditions=zcert-source'] },
  build: { script: 'tools/build.ts' },
  format: { script: 'node_modules/@biomejs/biome/bin/biome', first: ['check', '--write', '.'] },
}

/**
 * Runs one of the targets on a recent Node with this process's stdio, and ends as it ended.
 * @param {string} root
 * @param {string[]} args the target's name, then its arguments
 */
export async function run(root, [name = '', ...args]) {
  const target = Object.hasOwn(TARGETS, name) ? TARGETS[name] : undefined
  if (target === undefined) {
    throw new SetupError(`cannot run '${name}'`, `one of: ${Object.keys(TARGETS).join(', ')}`)
  }
  const { script, first = [], flags = [], stay = false } = target
  const path = join(root, script)
  if (!existsSync(path)) {
    throw new SetupError(`${script} does not exist`, 'this tree is incomplete: check it out again')
  }
  const search = [join(root, 'node_modules/.bin'), process.env['PATH']].join(delimiter)
  const child = spawn(nodeExecutable(root), [...flags, path, ...first, ...args], {
    cwd: stay ? process.cwd() : root,
    stdio: 'inherit',
    env: { ...process.env, PATH: search },
  })
  await endAs(child)
}

/**
 * Passes signals on and ends with the child's exit code or signal.
 * @param {import('node:child_process').ChildProcess} child
 */
function endAs(child) {
  /** @type {NodeJS.Signals[]} */
  const signals = ['SIGTERM', 'SIGHUP', 'SIGINT']
  const passOn = (/** @type {NodeJS.Signals} */ signal) => {
    // A terminal sends Ctrl-C to the child as well; twice would read as "now, by force".
    if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal)
  }
  for (const signal of signals) process.on(signal, passOn)
  return new Promise((resolve, reject) => {
    child.on('error', (error) =>
      reject(
        new SetupError(
          `cannot start ${child.spawnfile}: ${error.message}`,
          'if this system has no glibc, install its own Node.js 24 and run this again',
        ),
      ),
    )
    child.on('exit', (code, signal) => {
      for (const each of signals) process.off(each, passOn)
      if (signal === null) process.exitCode = code ?? 1
      else process.kill(process.pid, signal)
      resolve(undefined)
    })
  })
}
