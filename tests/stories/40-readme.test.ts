import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'

const root = join(import.meta.dirname, '../..')

test('the lines of the README run as they stand there', () => {
  const page = readFileSync(join(root, 'README.md'), 'utf8')
  const [, lines = ''] = /```sh\n([\s\S]*?)```/.exec(page) ?? []
  expect(lines.match(/^npx zcert /gm)?.length).toBeGreaterThan(7)
  const folder = mkdtempSync(join(tmpdir(), 'zcert-readme-'))
  try {
    // Outside the checkout npx would look for the package elsewhere; the program is the same.
    const script = `set -euo pipefail\nnpx() { shift; "$NODE" "$PROGRAM" "$@"; }\n${lines}`
    const env = {
      PATH: `${dirname(process.execPath)}:/usr/bin:/bin`,
      NODE: process.execPath,
      PROGRAM: join(root, 'packages/cli/bin/zcert.js'),
    }
    const { status, stdout, stderr } = spawnSync('bash', ['--norc', '-c', script], {
      stdio: ['ignore', 'pipe', 'pipe'],
      cwd: folder,
      env,
      encoding: 'utf8',
    })
    expect(stderr).toBe('')
    expect(status).toBe(0)
    expect(stdout).toContain('revoked')
    expect(stdout).toContain('the audit log is intact')
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}, 120_000)
