// `npm run bench`: runs every `bench/*.bench.ts`, or those whose names are given, one after the other and
// each in a process of its own. Arguments that begin with a dash go to all of them.
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { basename, join } from 'node:path'

const folder = join(import.meta.dirname, '../bench')
const files = existsSync(folder)
  ? readdirSync(folder).filter((file) => file.endsWith('.bench.ts'))
  : []
const names = files.map((file) => basename(file, '.bench.ts')).sort()
const args = process.argv.slice(2)
const flags = args.filter((arg) => arg.startsWith('-'))
const wanted = args.filter((arg) => !arg.startsWith('-'))
const unknown = wanted.filter((name) => !names.includes(name))

if (names.length === 0 || unknown.length > 0) {
  console.error(`no benchmark ${unknown.join(', ')}; there are: ${names.join(', ') || 'none yet'}`)
  process.exitCode = 1
}
for (const name of unknown.length > 0 ? [] : names) {
  if (wanted.length > 0 && !wanted.includes(name)) continue
  console.log(`${name}:`)
  const script = join(folder, `${name}.bench.ts`)
  const command = [...process.execArgv, '--expose-gc', script, ...flags]
  const { status } = spawnSync(process.execPath, command, { stdio: 'inherit' })
  if (status !== 0) process.exitCode = 1
}
