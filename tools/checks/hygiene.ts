import type { Check } from './check.ts'

// Put together at run time, so that this file does not report itself.
const MACHINE_FOLDERS = ['work', 'root']
const MACHINE_PATH = new RegExp(`(?<![\\w.~@/-])/(${MACHINE_FOLDERS.join('|')})/`)
const PRIVATE_KEY = /-----BEGIN [A-Z ]*PRIVATE KEY-----(\\n|\s)+[A-Za-z0-9+/=]{32}/

const plantedPath = ['', 'work', 'somewhere'].join('/')
const plantedKey = ['-----BEGIN PRIVATE', `KEY-----\n${'A'.repeat(64)}`].join(' ')

/** No file names a folder of one machine, and none holds a private key. */
export const hygiene: Check = {
  name: 'hygiene',
  planted: {
    files: { 'docs/notes.md': `see\n${plantedPath}\n`, 'packages/a/src/key.test.ts': plantedKey },
    reports: [
      `docs/notes.md:2 names ${plantedPath}, a path of one machine: say it relative to the tree`,
      'packages/a/src/key.test.ts:1 holds a private key: make keys at run time',
    ],
  },
  run: (tree) => {
    const files = tree.files.filter((file) => file !== 'package-lock.json')
    return {
      seen: files.length,
      summary: `${files.length} files`,
      violations: files.flatMap((file) => {
        const text = tree.read(file)
        return [...machinePaths(file, text), ...privateKeys(file, text)]
      }),
    }
  },
}

function machinePaths(file: string, text: string): string[] {
  if (!MACHINE_PATH.test(text)) return []
  return text.split('\n').flatMap((line, index) => {
    const start = line.search(MACHINE_PATH)
    if (start < 0) return []
    const path = /^[\w./-]+/.exec(line.slice(start))?.[0]
    return [
      `${file}:${index + 1} names ${path}, a path of one machine: say it relative to the tree`,
    ]
  })
}

function privateKeys(file: string, text: string): string[] {
  const start = text.search(PRIVATE_KEY)
  if (start < 0) return []
  const line = text.slice(0, start).split('\n').length
  return [`${file}:${line} holds a private key: make keys at run time`]
}
