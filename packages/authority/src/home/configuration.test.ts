import { TemporaryFolder } from '@zcert/testkit'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { verdictOf } from '../test-authority.fixture.ts'
import {
  assertPublicUrl,
  assertServiceUrl,
  formatConfiguration,
  readConfiguration,
} from './configuration.ts'

let folder: TemporaryFolder
beforeEach(() => {
  folder = new TemporaryFolder()
})
afterEach(() => folder[Symbol.dispose]())

const read = (text: string) => readConfiguration(folder.write('zcert.yaml', text))

describe('readConfiguration()', () => {
  test.each([
    { database: 'sqlite' },
    { database: 'sqlite', publicUrl: 'http://pki.hospital.example' },
    { database: 'sqlite', publicUrl: 'http://192.0.2.7:8080/pki/' },
    { database: 'sqlite', publicUrl: 'http://[2001:db8::1]/x%20y' },
    { database: 'sqlite', serviceUrl: 'https://zcert.example:8443' },
    { database: 'sqlite', publicUrl: 'http://pki.example', serviceUrl: 'https://zcert.example/a' },
  ] as const)('reads what formatConfiguration() wrote: %j', async (configuration) => {
    expect(await read(formatConfiguration(configuration))).toEqual(configuration)
  })

  test.each([
    ['with every field', 'database: sqlite\npublicUrl: http://pki.example\n'],
    ['with quotes and a remark', '# remark\npublicUrl: "http://pki.example" # and another\n'],
    ['as JSON', '{"publicUrl": "http://pki.example"}'],
  ])('takes YAML as people write it: %s', async (_, text) => {
    expect(await read(text)).toEqual({ database: 'sqlite', publicUrl: 'http://pki.example' })
  })

  test.each([
    ['an empty file', '', /: it is no mapping$/],
    ['a remark alone', '# nothing\n', /: it is no mapping$/],
    ['a list', '- database: sqlite\n', /: it is no mapping$/],
    ['a word', 'sqlite\n', /: it is no mapping$/],
    ['a field that is not known', 'databse: sqlite\n', /: the field databse is not known$/],
    ['another database', 'database: oracle\n', /: the database "oracle" is not known; sqlite is$/],
    ['no database', 'database: null\n', /: the database null is not known/],
    ['a URL that is no text', 'publicUrl: 7\n', /: publicUrl is no text$/],
    ['a URL that cannot be used', 'publicUrl: https://pki.example\n', /^the public URL /],
    ['a service URL that is no text', 'serviceUrl: [a]\n', /: serviceUrl is no text$/],
    ['a service URL without TLS', 'serviceUrl: http://zcert.example\n', /^the service URL /],
    ['a field twice', 'database: sqlite\ndatabase: sqlite\n', /Map keys must be unique/],
    ['broken YAML', 'database: [sqlite\n', /cannot be used: /],
    ['two documents', 'database: sqlite\n---\ndatabase: sqlite\n', /cannot be used: /],
    ['an alias of nothing', 'publicUrl: *nothing\n', /cannot be used: /],
    ['an alias of everything', bomb(), /cannot be used: /],
  ])('refuses %s', async (_, text, message) => {
    expect(await verdictOf(() => read(text))).toBe('ca_configuration_invalid')
    await expect(read(text)).rejects.toThrow(message)
  })
})

describe('assertPublicUrl()', () => {
  test.each([
    'http://pki.hospital.example',
    'http://pki.hospital.example/',
    'http://pki.hospital.example:8080/a/b',
    'http://192.0.2.7',
    'http://[2001:db8::1]:8080',
    'HTTP://PKI.example',
  ])('takes %s', async (url) => {
    expect(await verdictOf(() => assertPublicUrl(url))).toBe('passes')
  })

  test.each([
    ['TLS, for which the CRL would be needed first', 'https://pki.example'],
    ['another scheme', 'ldap://pki.example'],
    ['a file', 'file:///etc/passwd'],
    ['no scheme', 'pki.example'],
    ['nothing', ''],
    ['no host', 'http://'],
    ['no slashes', 'http:pki.example'],
    ['one slash', 'http:/pki.example'],
    ['three slashes', 'http:///pki.example'],
    ['a query', 'http://pki.example/?x=1'],
    ['an empty query', 'http://pki.example/?'],
    ['a fragment', 'http://pki.example/#x'],
    ['a user', 'http://user@pki.example'],
    ['a user with a password', 'http://user:secret@pki.example'],
    ['a password alone', 'http://:secret@pki.example'],
    ['an empty user', 'http://@pki.example'],
    ['a space', 'http://pki.example/a b'],
    ['a space in front', ' http://pki.example'],
    ['a line break', 'http://pki.example/\nx'],
    ['a tab that readers drop', 'ht\ttp://pki.example'],
    ['a backslash', 'http:\\\\pki.example'],
    ['letters beyond ASCII', 'http://pki.krankenhäuser.example'],
    ['quotes', 'http://pki.example/"'],
  ])('refuses %s', async (_, url) => {
    expect(await verdictOf(() => assertPublicUrl(url))).toBe('ca_configuration_invalid')
  })
})

describe('assertServiceUrl()', () => {
  test.each([
    'https://127.0.0.1:8443',
    'https://zcert.hospital.example/est/',
    'https://[2001:db8::1]:8443',
    'HTTPS://zcert.example',
    `https://zcert.example/${'a'.repeat(234)}`,
  ])('takes %s', async (url) => {
    expect(await verdictOf(() => assertServiceUrl(url))).toBe('passes')
  })

  test.each([
    ['no TLS', 'http://zcert.example'],
    ['another scheme', 'wss://zcert.example'],
    ['a scheme twice', 'https:https://zcert.example'],
    ['no scheme', 'zcert.example:8443'],
    ['nothing', ''],
    ['no host', 'https://'],
    ['an impossible port', 'https://zcert.example:65536'],
    ['a query', 'https://zcert.example/?x=1'],
    ['a fragment', 'https://zcert.example/#x'],
    ['a user', 'https://user:secret@zcert.example'],
    ['a line break', 'https://zcert.example\n'],
    ['more than 256 characters', `https://zcert.example/${'a'.repeat(235)}`],
  ])('refuses %s', async (_, url) => {
    expect(await verdictOf(() => assertServiceUrl(url))).toBe('ca_configuration_invalid')
  })
})

/** Nine levels of nine aliases each: four hundred million words when all are written out. */
function bomb(): string {
  const levels = Array.from({ length: 9 }, (_, n) => {
    const items = Array(9)
      .fill(n === 0 ? 'x' : `*a${n - 1}`)
      .join(', ')
    return `a${n}: &a${n} [${items}]`
  })
  return `${levels.join('\n')}\n`
}
