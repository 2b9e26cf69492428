import { crc32, deflateSync } from 'node:zlib'

const SIGNATURE = Buffer.from('89504e470d0a1a0a', 'hex')
const PIXELS_PER_MODULE = 8

/** Bit depth 1, greyscale, and the one method of compression, filter and interlace that everybody reads. */
const HEADER_TAIL = Buffer.from([1, 0, 0, 0, 0])

/**
 * Draws a square of modules as a PNG of one bit a pixel.
 * @param modules rows of dark (true) and light modules, the quiet zone among them
 * @see https://www.w3.org/TR/png-3/
 */
export function encodeQrPng(modules: readonly (readonly boolean[])[]): Buffer {
  const size = modules.length * PIXELS_PER_MODULE
  const header = Buffer.alloc(8)
  header.writeUInt32BE(size, 0)
  header.writeUInt32BE(size, 4)
  const lines = modules.flatMap((row) => Array<Buffer>(PIXELS_PER_MODULE).fill(scanLine(row)))
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', Buffer.concat([header, HEADER_TAIL])),
    chunk('IDAT', deflateSync(Buffer.concat(lines))),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

/** A row of pixels behind its filter, none. Eight pixels a module make one octet of it; 1 is white. */
function scanLine(row: readonly boolean[]): Buffer {
  return Buffer.from([0, ...row.map((isDark) => (isDark ? 0x00 : 0xff))])
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const [length, checksum] = [Buffer.alloc(4), Buffer.alloc(4)]
  length.writeUInt32BE(data.length)
  checksum.writeUInt32BE(crc32(body))
  return Buffer.concat([length, body, checksum])
}
