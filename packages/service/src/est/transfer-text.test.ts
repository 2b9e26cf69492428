import { randomBytes } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { readTransferText, transferText } from './transfer-text.ts'

const der = Buffer.concat([Buffer.from([0x30, 0x82, 0x02, 0x58]), randomBytes(600)])

describe('transferText()', () => {
  test('is one line for a client without a name, lines of 76 for others', () => {
    expect(transferText(der, undefined)).toBe(der.toString('base64'))
    const lines = transferText(der, 'libest 2.1.0').split('\n')
    expect(lines.at(-1)).toBe('')
    expect(lines.every((line) => line.length <= 76)).toBe(true)
    expect(lines.join('')).toBe(der.toString('base64'))
    expect(transferText(Buffer.alloc(0), 'curl')).toBe('\n')
  })
})

describe('readTransferText()', () => {
  const text = der.toString('base64')
  test.each([
    ['DER', der],
    ['one line', Buffer.from(text)],
    ['lines', Buffer.from(transferText(der, 'x'))],
    ['lines with CRLF', Buffer.from(transferText(der, 'x').replaceAll('\n', '\r\n'))],
  ])('reads %s', (_, body) => {
    expect(readTransferText(body)).toEqual(der)
  })

  test.each([
    ['nothing', ''],
    ['white space', ' \n'],
    ['PEM', `-----BEGIN CERTIFICATE REQUEST-----\n${text}\n-----END CERTIFICATE REQUEST-----`],
    ['base64 cut off', text.slice(0, -3)],
    ['a stray character', `${text.slice(0, 8)}*${text.slice(9)}`],
    ['padding in the middle', `AA==${text}`],
  ])('finds nothing in %s', (_, body) => {
    expect(readTransferText(Buffer.from(body))).toBeUndefined()
  })

  test('takes a text that begins with 0 for text', () => {
    expect(readTransferText(Buffer.from('0000'))).toEqual(Buffer.from('0000', 'base64'))
  })
})
