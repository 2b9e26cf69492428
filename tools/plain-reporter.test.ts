import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { TALLY_FILE } from './plain-reporter.ts'
import type { Tally } from './tally.ts'

const folder = join(import.meta.dirname, 'fixtures/reporter')
const vitest = join(import.meta.dirname, '../node_modules/vitest/vitest.mjs')

function runFixture(env: Record<string, string>): string[] {
  const args = [vitest, 'run', '--config', join(folder, 'vitest.config.ts')]
  const { [TALLY_FILE]: _, VITEST: __, ...clean } = process.env
  const { stdout } = spawnSync(process.execPath, args, { cwd: folder, env: { ...clean, ...env } })
  return stdout.toString().trimEnd().split('\n')
}

test('PlainReporter closes with the plain line, below skips with their reasons and exceptions', () => {
  const lines = runFixture({})
  expect(lines.slice(-6)).toEqual([
    'skipped (1): outcomes.test.ts > skips itself: no TPM here',
    'skipped (2): outcomes.test.ts > a suite: the vectors are absent',
    'skipped (1): outcomes.test.ts > a mixed suite > says nothing: no reason given; say it with { meta: { skipReason } } or skip(reason)',
    'exceptions: PKITS 45',
    'exceptions: lint 1',
    '3 passed, 2 failed, 4 skipped',
  ])
})

test('PlainReporter writes the tally where npm test wants it', () => {
  const temporary = mkdtempSync(join(tmpdir(), 'zcert-reporter-test-'))
  try {
    const path = join(temporary, 'tally.json')
    expect(runFixture({ [TALLY_FILE]: path }).join()).not.toContain('passed,')
    const tally = JSON.parse(readFileSync(path, 'utf8')) as Tally
    expect(tally).toMatchObject({ passed: 3, failed: 2, exceptions: { PKITS: 45, lint: 1 } })
    expect(tally.skips.map(({ tests }) => tests)).toEqual([1, 2, 1])
  } finally {
    rmSync(temporary, { recursive: true })
  }
})
