import { describe, expect, test } from 'vitest'
import { parseBasicCredentials } from './basic-credentials.ts'

const encoded = (text: string) => Buffer.from(text).toString('base64')

describe('parseBasicCredentials()', () => {
  test.each([
    [`Basic ${encoded('ZM-001:ABC-DEF-GHJ')}`, { user: 'ZM-001', password: 'ABC-DEF-GHJ' }],
    [`basic  ${encoded('u:p')} `, { user: 'u', password: 'p' }],
    [`BASIC ${encoded('u:a:b')}`, { user: 'u', password: 'a:b' }],
    [`Basic ${encoded(':')}`, { user: '', password: '' }],
    [`Basic ${encoded('ü:ß')}`, { user: 'ü', password: 'ß' }],
  ])('reads %s', (header, credentials) => {
    expect(parseBasicCredentials(header)).toEqual(credentials)
  })

  test.each([
    undefined,
    '',
    'Basic',
    'Basic ',
    `Bearer ${encoded('u:p')}`,
    `Basic ${encoded('no colon')}`,
    'Basic u:p',
    `Basic ${encoded('u:p')}, Basic ${encoded('u:p')}`,
  ])('finds none in %j', (header) => {
    expect(parseBasicCredentials(header)).toBeUndefined()
  })
})
