import { describe, expect, test } from 'vitest'
import { parseTargetUri, targetUriOf } from './target-uri.ts'

const refusal = expect.objectContaining({ code: 'target_uri_invalid' })
const PUBLIC = parseTargetUri('https://Telemetry.Hospital.example:443')

describe('parseTargetUri()', () => {
  test.each([
    ['HTTPS://Telemetry.Hospital.example:443/v1', 'https://telemetry.hospital.example/v1'],
    ['https://telemetry.hospital.example', 'https://telemetry.hospital.example/'],
    ['https://gw:8443/a/../b?x=1', 'https://gw:8443/b?x=1'],
    ['http://127.0.0.1:80/', 'http://127.0.0.1/'],
    ['https://[2001:DB8::1]/v1', 'https://[2001:db8::1]/v1'],
  ])('brings %s into normal form', (text, normal) => {
    expect(parseTargetUri(text)).toBe(normal)
    expect(parseTargetUri(normal)).toBe(normal)
  })

  test.each([
    '',
    '/v1/telemetry',
    'telemetry.hospital.example/v1',
    'ftp://gw/v1',
    'https://user@gw/v1',
    'https://:secret@gw/v1',
    'https://gw/v1#part',
    'https://gw/v1#',
    `https://gw/${'a'.repeat(2048)}`,
  ])('refuses "%s"', (text) => {
    expect(() => parseTargetUri(text)).toThrow(refusal)
  })
})

describe('targetUriOf()', () => {
  test.each([
    ['/v1/telemetry', 'https://telemetry.hospital.example/v1/telemetry'],
    ['/', 'https://telemetry.hospital.example/'],
    ['/v1?a=b&c=%20d', 'https://telemetry.hospital.example/v1?a=b&c=%20d'],
    ['//evil.example/v1', 'https://telemetry.hospital.example//evil.example/v1'],
    [
      'https://telemetry.hospital.example/v1/telemetry',
      'https://telemetry.hospital.example/v1/telemetry',
    ],
  ])('takes the origin from the configured URL for %s', (requestTarget, uri) => {
    expect(targetUriOf(PUBLIC, requestTarget)).toBe(uri)
  })

  test('leaves the path of the configured URL aside', () => {
    const configured = parseTargetUri('http://gw:8080/anything/else')
    expect(targetUriOf(configured, '/v1')).toBe('http://gw:8080/v1')
    expect(targetUriOf(parseTargetUri('http://a'), '/v1')).toBe('http://a/v1')
  })

  test.each([
    'https://evil.example/v1',
    'https://telemetry.hospital.example.evil.example/v1',
    'https://telemetry.hospital.example@evil.example/v1',
    'http://telemetry.hospital.example/v1',
    'https://telemetry.hospital.example',
    'telemetry.hospital.example:443',
    '*',
    '',
    '/a/../b',
    '/a/%2e%2e/b',
    '/a b',
    '/a\\b',
    '/a#b',
    '/ä',
    `/${'a'.repeat(2048)}`,
  ])('refuses "%s"', (requestTarget) => {
    expect(() => targetUriOf(PUBLIC, requestTarget)).toThrow(refusal)
  })
})
