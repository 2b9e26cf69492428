import { describe, expect, test } from 'vitest'
import { visible, visibleLines } from './visible.ts'

describe('visible()', () => {
  test.each([
    ['an escape sequence', '\u001b[31mred', '\\u001b[31mred'],
    ['a line feed', 'a\nb', 'a\\nb'],
    ['a carriage return', 'a\rb', 'a\\u000db'],
    ['a control of the second set', 'a\u009b2J', 'a\\u009b2J'],
    ['a direction override', 'a\u202eb', 'a\\u202eb'],
    ['a line end of Unicode', 'a\u2028b', 'a\\u2028b'],
    ['a character beyond 16 bits', 'a\u{e0041}b', 'a\\udb40\\udc41b'],
    ['half a character', 'a\ud800b', 'a\\ud800b'],
    ['letters of any language', 'Haus Ä, 三', 'Haus Ä, 三'],
  ])('shows %s', (_, text, shown) => {
    expect(visible(text)).toBe(shown)
  })
})

describe('visibleLines()', () => {
  test('keeps the ends of lines and nothing else', () => {
    expect(visibleLines('a\u001bb\nc\td\n')).toBe('a\\u001bb\nc\\u0009d\n')
  })
})
