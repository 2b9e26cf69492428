import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { cliReference } from './cli-reference.ts'

test('docs/reference/cli.md is what the command line says of itself', async () => {
  const page = readFileSync(join(import.meta.dirname, '../../../docs/reference/cli.md'), 'utf8')
  expect(page, 'run npm run reference').toBe(await cliReference())
})
