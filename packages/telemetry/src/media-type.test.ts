import { expect, test } from 'vitest'
import { isMediaType } from './media-type.ts'

test('isMediaType() refuses hostile texts of 4 KiB in linear time', () => {
  const hostile = [
    `a/b${' ;'.repeat(2046)}`,
    `a/b${'; '.repeat(2046)}`,
    `a/b${';a=b'.repeat(1023)};`,
    `a/b;a="${'\\"'.repeat(2040)}`,
    `${'a'.repeat(4096)}`,
  ]
  const start = performance.now()
  for (const text of hostile) expect(isMediaType(text)).toBe(false)
  expect(performance.now() - start).toBeLessThan(500)
})
