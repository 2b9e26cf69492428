import { randomBytes } from 'node:crypto'
import { chmodSync, mkdirSync, readFileSync } from 'node:fs'
import type { TemporaryFolder } from '@zcert/testkit'

/** What a file argument expects: a file in a form of its own, or the first line of a passphrase file. */
export type FileKind = 'contents' | 'passphrase' | 'new passphrase' | 'any contents'

/** What is wrong with a file, and its path. */
export type GarbageFile = readonly [name: string, path: string]

const CUTS = 10

/**
 * Files that are none of what is expected in place of the good one at `path`.
 * @param kind a passphrase for a new key can be anything, so only what is no passphrase at all is made
 */
export function garbageFor(folder: TemporaryFolder, path: string, kind: FileKind): GarbageFile[] {
  const at = (name: string) => folder.at(`garbage-${randomBytes(6).toString('hex')}-${name}`)
  const write = (name: string, contents: Uint8Array | string): GarbageFile => {
    const written = folder.write(at(name).slice(folder.path.length + 1), contents)
    chmodSync(written, 0o600)
    return [name, written]
  }
  const aFolder = at('folder')
  mkdirSync(aFolder)
  const unreadable: GarbageFile[] =
    process.getuid?.() === 0 ? [] : [['unreadable', closed(write('unreadable', 'x')[1])]]
  const never: GarbageFile[] = [
    ['missing', at('missing')],
    ['below a file', `${path}/x`],
    ['a folder', aFolder],
    ...unreadable,
  ]
  if (kind === 'any contents') return never
  const noFile: GarbageFile[] = [
    ...never,
    write('empty', ''),
    write('2 MB of zeros', Buffer.alloc(2_000_000)),
    ['/dev/zero', '/dev/zero'],
  ]
  if (kind === 'new passphrase') return noFile
  const bytes: GarbageFile[] = [write('1 byte', 'x'), write('random', randomBytes(1500))]
  if (kind === 'passphrase') return [...noFile, ...bytes]
  const good = readFileSync(path)
  const text = good.toString('latin1')
  const pem = (label: string, body: string) =>
    `-----BEGIN ${label}-----\n${body}\n-----END ${label}-----\n`
  const label = /-----BEGIN ([A-Z0-9 ]+)-----/.exec(text)?.[1] ?? 'CERTIFICATE'
  const cuts = Array.from({ length: CUTS }, (_, n) => {
    const end = Math.floor((good.length * (n + 1)) / (CUTS + 1))
    // A settings file that ends with a whole line is one that says less.
    const inLine = [text[end - 1], text[end]].includes('\n') ? end + 2 : end
    return write(`cut at ${n + 1} of ${CUTS + 1}`, good.subarray(0, inLine))
  })
  return [
    ...noFile,
    ...bytes,
    ...cuts,
    write('no base64', pem(label, 'this is % not base64')),
    write('no DER', pem(label, randomBytes(300).toString('base64'))),
    write('an empty SEQUENCE', pem(label, 'MAA=')),
    write('a SEQUENCE of 4 GB', Buffer.from('3084ffffffff3082', 'hex')),
    write('deeply nested', Buffer.concat(Array(5_000).fill(Buffer.from('3080', 'hex')))),
    write('another type', pem('X9.42 DH PARAMETERS', 'MAA=')),
    write('a public key', pem('PUBLIC KEY', randomBytes(90).toString('base64'))),
  ]
}

function closed(path: string): string {
  chmodSync(path, 0)
  return path
}
