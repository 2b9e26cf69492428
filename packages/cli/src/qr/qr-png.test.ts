import { crc32, inflateSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { encodeQrPng } from './qr-png.ts'

const MODULES = [
  [true, false, true],
  [false, false, false],
  [true, true, false],
]

interface Chunk {
  readonly type: string
  readonly data: Buffer
  readonly isIntact: boolean
}

function chunksOf(png: Buffer): Chunk[] {
  const chunks: Chunk[] = []
  for (let at = 8; at < png.length; ) {
    const end = at + 8 + png.readUInt32BE(at)
    const isIntact = crc32(png.subarray(at + 4, end)) === png.readUInt32BE(end)
    chunks.push({
      type: png.toString('latin1', at + 4, at + 8),
      data: png.subarray(at + 8, end),
      isIntact,
    })
    at = end + 4
  }
  return chunks
}

describe('encodeQrPng()', () => {
  const png = encodeQrPng(MODULES)
  const [header, image, end, ...more] = chunksOf(png)

  test('writes signature, header, image and end, each with its checksum', () => {
    expect(png.subarray(0, 8).toString('latin1')).toBe('\x89PNG\r\n\x1a\n')
    expect([header?.type, image?.type, end?.type, more]).toEqual(['IHDR', 'IDAT', 'IEND', []])
    for (const chunk of [header, image, end]) expect(chunk?.isIntact).toBe(true)
    expect(end?.data).toHaveLength(0)
  })

  test('says eight pixels a module, one bit a pixel, greyscale', () => {
    expect(header?.data.toString('hex')).toBe('0000001800000018' + '0100000000')
  })

  test('draws every module eight times eight pixels, dark ones black', () => {
    const pixels = inflateSync(image?.data ?? '')
    expect(pixels).toHaveLength(24 * (1 + 3))
    for (const [at, row] of MODULES.entries()) {
      const line = Buffer.from([0, ...row.map((isDark) => (isDark ? 0 : 255))])
      for (let n = 0; n < 8; n++) {
        const from = (at * 8 + n) * line.length
        expect(pixels.subarray(from, from + line.length)).toEqual(line)
      }
    }
  })
})
