import { encodeQrPng } from './qr-png.ts'

/** A QR code in the forms in which it is shown. */
export interface QrCode {
  /** For a terminal with light text on dark, two rows of modules a line. */
  readonly lines: readonly string[]
  readonly svg: string
  readonly png: Buffer
}

/** Medium error correction, and the quiet zone of four modules without which some readers find nothing. */
const OPTIONS = { ecc: 'M', border: 4 } as const

/** Draws a text of a few hundred characters as a QR code. */
export async function drawQrCode(text: string): Promise<QrCode> {
  const { encode, renderSVG, renderUnicodeCompact } = await import('uqr')
  return {
    lines: renderUnicodeCompact(text, OPTIONS).split('\n'),
    svg: `${renderSVG(text, OPTIONS)}\n`,
    png: encodeQrPng(encode(text, OPTIONS).data),
  }
}
