import { createServer, type IncomingMessage } from 'node:http'
import { connect } from 'node:net'
import { describe, expect, test } from 'vitest'
import { readHeader, requireHeader } from './message-header.ts'

describe('readHeader()', () => {
  test.each([
    ['one text', 'x'],
    ['one line', ['x']],
    ['blanks around the value', ' \tx '],
    ['4,096 characters', 'x'.repeat(4096)],
  ])('reads %s', (_, value) => {
    expect(readHeader({ a: value }, 'a')).toMatch(/^x+$/)
  })

  test.each([[undefined], [[]]])('finds nothing in %j', (value) => {
    expect(readHeader({ a: value }, 'a')).toBeUndefined()
  })

  test.each([
    ['header_doubled', ['x', 'x']],
    ['header_doubled', ['x', '']],
    ['header_too_large', 'x'.repeat(4097)],
    ['header_too_large', ['x'.repeat(1_000_000)]],
    ['header_malformed', 'x\ny'],
    ['header_malformed', 'x\r'],
    ['header_malformed', '\0'],
    ['header_malformed', 'é'],
    ['header_malformed', '\u00a0x'],
    ['header_malformed', '\x7f'],
  ])('refuses with %s', (code, value) => {
    expect(() => readHeader({ a: value }, 'a')).toThrow(expect.objectContaining({ code }))
  })

  test('sees every line in headersDistinct, where headers drops a second content-type', async () => {
    const request = await receive('content-type: a/b\r\nContent-Type: c/d\r\n')
    expect(request.headers['content-type']).toBe('a/b')
    expect(() => readHeader(request.headersDistinct, 'content-type')).toThrow(
      expect.objectContaining({ code: 'header_doubled' }),
    )
    expect(readHeader(request.headersDistinct, 'host')).toBe('gw')
  })
})

describe('requireHeader()', () => {
  test.each([[undefined], [''], [['  ']]])('refuses %j with the given code', (value) => {
    expect(() => requireHeader({ a: value }, 'a', 'signature_missing')).toThrow(
      expect.objectContaining({ code: 'signature_missing' }),
    )
  })
})

/** What a Node server makes of a request with these header lines. */
async function receive(lines: string): Promise<IncomingMessage> {
  const { promise, resolve } = Promise.withResolvers<IncomingMessage>()
  const server = createServer((request, response) => {
    resolve(request)
    response.end()
    server.close()
  })
  server.listen(0, '127.0.0.1', () => {
    const { port } = server.address() as { port: number }
    connect(port, '127.0.0.1').end(
      `GET / HTTP/1.1\r\nHost: gw\r\nConnection: close\r\n${lines}\r\n`,
    )
  })
  return await promise
}
