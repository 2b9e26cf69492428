import { describe, expect, test } from 'vitest'
import { contentDigest, parseContentDigest } from './content-digest.ts'

const DIGEST = 'X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE='
const SHA_512 = `sha-512=:${Buffer.alloc(64).toString('base64')}:`

describe('contentDigest()', () => {
  test('gives the field of RFC 9421 §7.2.8', () => {
    expect(contentDigest(Buffer.from('{"hello": "world"}'))).toBe(`sha-256=:${DIGEST}:`)
  })
})

describe('parseContentDigest()', () => {
  test('reads what contentDigest() writes', () => {
    expect(parseContentDigest(`sha-256=:${DIGEST}:`).toString('base64')).toBe(DIGEST)
  })

  test.each([
    ['content_digest_several', `sha-256=:${DIGEST}:, ${SHA_512}`],
    ['content_digest_several', `sha-256=:${DIGEST}:, sha-256=:${DIGEST}:`],
    ['content_digest_unsupported', SHA_512],
    ['content_digest_unsupported', `SHA-256=:${DIGEST}:`.replace('SHA', 'sha2')],
    ['content_digest_malformed', `SHA-256=:${DIGEST}:`],
    ['content_digest_malformed', DIGEST],
    ['content_digest_malformed', ''],
    ['content_digest_malformed', `sha-256="${DIGEST}"`],
    ['content_digest_malformed', `sha-256=:${DIGEST}:;x`],
    ['content_digest_malformed', `sha-256=(:${DIGEST}:)`],
    ['content_digest_malformed', `sha-256=:${DIGEST.replace('=', '')}:`],
    ['content_digest_malformed', 'sha-256=:AAAA:'],
    ['content_digest_malformed', `sha-256=:${DIGEST}:;x;x`],
    ['content_digest_malformed', 'sha-256'],
  ])('refuses with %s: %s', (code, field) => {
    expect(() => parseContentDigest(field)).toThrow(expect.objectContaining({ code }))
  })
})
