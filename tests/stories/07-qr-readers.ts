import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'

/** Rows of dark (true) and light modules. */
type Modules = readonly (readonly boolean[])[]

/** Why QR codes are not read back. */
export const NO_ZBAR = 'there is no zbarimg'

const TIMEOUT_MS = 30_000

/** Whether `zbarimg` is at hand. */
export function zbarAvailable(): boolean {
  return spawnSync('zbarimg', ['--version'], { timeout: TIMEOUT_MS }).status === 0
}

/** What `zbarimg` reads in an image. @throws {Error} where it finds no QR code */
export function readQrCode(path: string): string {
  const args = ['--nodbus', '--quiet', '--raw', '-Sdisable', '-Sqrcode.enable', path]
  const run = spawnSync('zbarimg', args, { timeout: TIMEOUT_MS, encoding: 'utf8' })
  if (run.status === 0) return run.stdout.replace(/\n$/, '')
  throw new Error(`zbarimg ended with ${run.status}: ${run.stderr}`)
}

/** Modules of half blocks, a full one for light on light, as a terminal with light text on dark shows them. */
export function modulesOfBlocks(lines: readonly string[]): Modules {
  const isDark = (line: string, dark: string) => [...line].map((block) => dark.includes(block))
  return lines.flatMap((line) => [isDark(line, ' ▄'), isDark(line, ' ▀')])
}

/** Modules of an SVG whose path is one square after the other. */
export function modulesOfSvg(svg: string): Modules {
  const size = Number(/viewBox="0 0 (\d+) \1"/.exec(svg)?.[1])
  const squares = [...svg.matchAll(/M(\d+),(\d+)h(\d+)v\3h-\3z/g)]
  const width = Number(squares[0]?.[3])
  const rows = Array.from({ length: size / width }, () => Array<boolean>(size / width).fill(false))
  for (const [, x, y] of squares) {
    const row = rows[Number(y) / width]
    if (row !== undefined) row[Number(x) / width] = true
  }
  return rows
}

/** Draws modules as a portable bitmap, a form in which zcert writes nothing. */
export function writeBitmap(path: string, modules: Modules, pixels = 4): string {
  const wide = modules.map((row) =>
    row.flatMap((dark) => Array(pixels).fill(dark ? 1 : 0)).join(' '),
  )
  const lines = wide.flatMap((row) => Array(pixels).fill(row))
  writeFileSync(
    path,
    `P1\n${(modules[0]?.length ?? 0) * pixels} ${lines.length}\n${lines.join('\n')}\n`,
  )
  return path
}
