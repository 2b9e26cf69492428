#!/usr/bin/env node
// Starts zcert: from its sources in a checkout, from dist/ when installed. Plain JavaScript, so that an
// old Node.js can still say what is missing.
import { existsSync } from 'node:fs'
import * as modules from 'node:module'
import { availableParallelism } from 'node:os'

const [major, minor] = process.versions.node.split('.').map(Number)
if (major < 24 || (major === 24 && minor < 14)) {
  process.stderr.write(
    `error: zcert needs Node.js 24.14.1 or newer, this is ${process.version}\n` +
      'hint: in a checkout run it as `npx zcert`; npm brings the right Node.js along\n',
  )
  process.exit(1)
}

// RSA signatures run on libuv's threads: one for each core, before the first of them starts.
process.env.UV_THREADPOOL_SIZE ??= String(Math.max(4, availableParallelism()))

const sources = new URL('../src/main.ts', import.meta.url)
if (existsSync(sources)) {
  const packages = new URL('../../', import.meta.url).href
  modules.enableCompileCache(
    new URL('../../../node_modules/.cache/zcert', import.meta.url).pathname,
  )
  modules.registerHooks({
    resolve: (specifier, context, next) => ours(specifier, context, packages) ?? next(specifier),
  })
  await import(sources.href)
} else {
  await import('../dist/main.js')
}

/**
 * Where our own modules lie is known without asking the file system, which for 200 of them would be
 * half of a short command's time.
 */
function ours(specifier, { parentURL }, packages) {
  const name = specifier.startsWith('@zcert/') ? specifier.slice('@zcert/'.length) : undefined
  const url =
    name !== undefined
      ? `${packages}${name}/src/index.ts`
      : /^\.\.?\/.*\.ts$/.test(specifier) && parentURL?.startsWith(packages)
        ? new URL(specifier, parentURL).href
        : undefined
  return url && { url, format: 'module-typescript', shortCircuit: true }
}
