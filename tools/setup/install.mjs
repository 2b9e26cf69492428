import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { basename, join } from 'node:path'
import { withInstallLock } from './install-lock.mjs'
import { isInstalled, unlockedManifests } from './installed.mjs'
import { assertNodeObtainable } from './node-runtime.mjs'
import { SetupError } from './setup-error.mjs'
import { isUpToDate, writeStamp } from './stamp.mjs'

const NPM_ARGUMENTS = [
  ...['ci', '--include=dev', '--include=optional'],
  // Without the warning per package that the npm of an old Node would print: none of them runs there.
  ...['--no-audit', '--no-fund', '--loglevel=error'],
]

/**
 * Makes node_modules what the lock file says, once, however many ask for it at the same time.
 * @param {string} root
 */
export async function install(root) {
  assertNodeObtainable(root)
  await withInstallLock(root, () => {
    if (isUpToDate(root)) return
    if (!isInstalled(root)) runNpm(root)
    writeStamp(root)
  })
}

/** @param {string} root */
function runNpm(root) {
  process.stderr.write('setup: installing the packages of package-lock.json\n')
  const [command, ...first] = npmCommand()
  // Results go to stdout; what npm says is not one.
  const { status, signal, error } = spawnSync(command, [...first, ...NPM_ARGUMENTS], {
    cwd: root,
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32' && first.length === 0,
  })
  if (error !== undefined) {
    throw new SetupError(`cannot start npm: ${error.message}`, 'install npm, which comes with Node')
  }
  if (signal !== null) throw new SetupError(`npm ci was ended by ${signal}`, 'run it again')
  if (status !== 0) {
    const strange = unlockedManifests(root)
    throw new SetupError(
      `npm ci failed with exit code ${status}; its own lines above say why`,
      strange.length > 0
        ? `package-lock.json was not made from ${strange.join(', ')}: run \`npm install\``
        : 'if it could not reach the registry, check the network and run this again',
    )
  }
}

/**
 * The npm that started us, so that two npms never work on one folder; else the one on the path.
 * @returns {[string, ...string[]]}
 */
function npmCommand() {
  const started = process.env['npm_execpath']
  const usable = started !== undefined && basename(started) === 'npm-cli.js' && existsSync(started)
  return usable ? [process.execPath, join(started)] : ['npm']
}
