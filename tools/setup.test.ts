import { spawn } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'

let base: string
let root: string

const LOCK = { packages: { '': { name: 'planted' }, 'node_modules/x': { version: '1.0.0' } } }

/** An npm that takes its time, writes down that it ran, and installs its own record. */
const NPM = `#!${process.execPath}
const { appendFileSync, cpSync, mkdirSync, rmSync } = require('node:fs')
appendFileSync('installs.log', process.argv.slice(2).join(' ') + '\\n')
if (process.env.NPM_FAILS) { console.error('npm error: no network'); process.exit(7) }
rmSync('node_modules', { recursive: true, force: true })
setTimeout(() => {
  mkdirSync('node_modules')
  cpSync('package-lock.json', 'node_modules/.package-lock.json')
}, 150)
`

/** A Node that says it is 20.20.2. */
const OLD = `data:text/javascript,${encodeURIComponent(
  "Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '20.20.2' } })",
)}`

beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'zcert-setup-test-'))
  root = join(base, 'tree')
  mkdirSync(join(root, 'tools'), { recursive: true })
  mkdirSync(join(base, 'bin'))
  cpSync(join(import.meta.dirname, 'setup.mjs'), join(root, 'tools/setup.mjs'))
  cpSync(join(import.meta.dirname, 'setup'), join(root, 'tools/setup'), { recursive: true })
  writeFileSync(join(base, 'bin/npm'), NPM, { mode: 0o755 })
  writeJson('package.json', { name: 'planted', type: 'module' })
  writeJson('package-lock.json', LOCK)
})

afterEach(() => rmSync(base, { recursive: true }))

function writeJson(path: string, value: unknown): void {
  mkdirSync(join(root, path, '..'), { recursive: true })
  writeFileSync(join(root, path), JSON.stringify(value))
}

interface Ended {
  readonly code: number | null
  readonly signal: string | null
  readonly stdout: string
  readonly stderr: string
}

interface Started {
  readonly flags?: readonly string[]
  readonly env?: Record<string, string>
  readonly kill?: NodeJS.Signals
}

function setup(args: readonly string[], { flags = [], env = {}, kill }: Started = {}) {
  const path = [join(base, 'bin'), process.env['PATH']].join(delimiter)
  const child = spawn(process.execPath, [...flags, join(root, 'tools/setup.mjs'), ...args], {
    env: { ...process.env, PATH: path, TMPDIR: base, npm_execpath: '', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const said = { stdout: '', stderr: '' }
  child.stdout.on('data', (chunk) => {
    said.stdout += chunk
    if (kill !== undefined) child.kill(kill)
  })
  child.stderr.on('data', (chunk) => {
    said.stderr += chunk
  })
  return new Promise<Ended>((resolve) => {
    child.on('close', (code, signal) => resolve({ code, signal, ...said }))
  })
}

function installs(): string[] {
  const log = join(root, 'installs.log')
  return existsSync(log) ? readFileSync(log, 'utf8').trimEnd().split('\n') : []
}

describe('setup.mjs', () => {
  test('installs once, then says and does nothing', async () => {
    expect(await setup([])).toMatchObject({ code: 0, stdout: '' })
    expect(installs()).toEqual([
      'ci --include=dev --include=optional --no-audit --no-fund --loglevel=error',
    ])
    expect(await setup([])).toEqual({ code: 0, signal: null, stdout: '', stderr: '' })
    expect(installs()).toHaveLength(1)
  })

  test('installs again after a change of the lock file or of what a package asks for', async () => {
    await setup([])
    writeJson('package-lock.json', { ...LOCK, packages: { ...LOCK.packages, y: {} } })
    await setup([])
    expect(installs()).toHaveLength(2)
    writeJson('packages/new/package.json', { name: 'new', dependencies: { z: '1' } })
    await setup([])
    expect(installs()).toHaveLength(3)
  })

  test('does not install for a changed script', async () => {
    await setup([])
    writeJson('package.json', { name: 'planted', type: 'module', scripts: { a: 'b' } })
    await setup([])
    expect(installs()).toHaveLength(1)
  })

  test('accepts what somebody installed by hand, when it is what the lock file says', async () => {
    writeJson('node_modules/.package-lock.json', LOCK)
    expect(await setup([])).toMatchObject({ code: 0, stderr: '' })
    expect(installs()).toEqual([])
  })

  test.each([
    ['another version', { packages: { 'node_modules/x': { version: '1.0.1' } } }],
    ['a missing package', { packages: {} }],
    ['a package too many', { packages: { ...LOCK.packages, 'node_modules/y': {} } }],
  ])('installs over %s', async (_, record) => {
    writeJson('node_modules/.package-lock.json', record)
    await setup([])
    expect(installs()).toHaveLength(1)
  })

  test('installs where an optional package of this platform was left out', async () => {
    const { platform, arch } = process
    const wanted = (os: string) => ({ version: '1', optional: true, os: [os], cpu: [arch] })
    writeJson('node_modules/.package-lock.json', LOCK)
    writeJson('package-lock.json', { packages: { ...LOCK.packages, other: wanted('plan9') } })
    await setup([])
    expect(installs()).toEqual([])
    writeJson('package-lock.json', { packages: { ...LOCK.packages, own: wanted(platform) } })
    await setup([])
    expect(installs()).toHaveLength(1)
  })

  test('installs once when several start together', async () => {
    const ended = await Promise.all(Array.from({ length: 4 }, () => setup([])))
    expect(ended.map(({ code }) => code)).toEqual([0, 0, 0, 0])
    expect(installs()).toHaveLength(1)
    expect(readdirSync(base).filter((name) => name.includes('.lock'))).toEqual([])
  })

  test.each([
    ['process died', { pid: 2 ** 30, host: hostname(), since: Date.now() }],
    ['process began long ago', { pid: process.pid, host: hostname(), since: 0 }],
    ['content was cut short', undefined],
  ])('takes over a lock whose %s, once', async (_, owner) => {
    const first = setup([])
    await expect.poll(lockFile).toBeDefined()
    const lock = join(base, lockFile() as string)
    await first
    rmSync(join(root, 'node_modules'), { recursive: true })
    writeFileSync(lock, owner === undefined ? '{"pid":' : JSON.stringify(owner))
    const ended = await Promise.all([setup([]), setup([]), setup([])])
    expect(ended.map(({ code }) => code)).toEqual([0, 0, 0])
    expect(installs()).toHaveLength(2)
  })

  test('names what failed when npm does, and tries again the next time', async () => {
    const ended = await setup([], { env: { NPM_FAILS: 'yes' } })
    expect(ended.code).toBe(1)
    expect(ended.stderr).toContain('npm error: no network')
    expect(ended.stderr).toContain('npm ci failed with exit code 7')
    expect(ended.stderr).toContain('check the network')
    expect(await setup([])).toMatchObject({ code: 0 })
  })

  test('names the package.json that the lock file was not made from', async () => {
    writeJson('packages/new/package.json', { name: 'new' })
    const ended = await setup([], { env: { NPM_FAILS: 'yes' } })
    expect(ended.stderr).toContain('was not made from packages/new/package.json: run `npm install`')
  })

  test('says what to install where npm has no Node for the platform', async () => {
    const ended = await setup(['run', 'check'], { flags: ['--import', OLD] })
    expect(ended.code).toBe(1)
    expect(ended.stderr).toMatch(/this is Node.js 20.20.2, zcert needs 24.14.1 or later/)
    expect(ended.stderr).toContain('install Node.js 24')
    expect(installs()).toEqual([])
  })
})

function lockFile(): string | undefined {
  return readdirSync(base).find((name) => name.endsWith('.lock'))
}

describe('setup.mjs run', () => {
  const script = (text: string) => writeFileSync(join(root, 'tools/check.ts'), text)

  test('passes arguments and the exit code on', async () => {
    script('console.log(JSON.stringify(process.argv.slice(2))); process.exitCode = 42')
    const ended = await setup(['run', 'check', '--dir', 'a b', '--', '-x'])
    expect(ended).toMatchObject({ code: 42, stdout: '["--dir","a b","--","-x"]\n' })
  })

  test('passes signals on and ends by the same one', async () => {
    script("setInterval(() => {}, 1000); console.log('ready')")
    await setup([])
    expect(await setup(['run', 'check'], { kill: 'SIGTERM' })).toMatchObject({
      code: null,
      signal: 'SIGTERM',
    })
  })

  test('lets the program decide what a signal means', async () => {
    script(
      "process.on('SIGINT', () => process.exit(9)); setInterval(() => {}, 1e3); console.log(1)",
    )
    await setup([])
    expect(await setup(['run', 'check'], { kill: 'SIGINT' })).toMatchObject({ code: 9 })
  })

  test('uses the Node that npm brought when its own is too old', async () => {
    script('console.log(process.execArgv.length, process.title)')
    writeJson('package.json', {
      name: 'planted',
      type: 'module',
      optionalDependencies: { [`node-${process.platform}-${process.arch}`]: '24.21.0' },
    })
    const missing = await setup(['run', 'check'], { flags: ['--import', OLD] })
    expect(missing.stderr).toContain('node_modules holds no Node.js 24.14.1')
    mkdirSync(join(root, 'node_modules/.bin'))
    const brought = `#!/bin/sh\necho brought "$(basename "$1")"\n`
    writeFileSync(join(root, 'node_modules/.bin/node'), brought, { mode: 0o755 })
    const ended = await setup(['run', 'check'], { flags: ['--import', OLD] })
    expect(ended).toMatchObject({ code: 0, stdout: 'brought check.ts\n' })
  })

  test.each([[['run', 'nothing']], [['run']], [['walk']]])('refuses %j', async (args) => {
    await setup([])
    const { code, stderr } = await setup(args)
    expect(code).toBe(1)
    expect(stderr).toMatch(/^setup: (cannot run|unknown argument)/)
  })
})
