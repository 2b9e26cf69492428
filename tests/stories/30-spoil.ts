import { createPrivateKey } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { type Certificate, encodePem } from '@zcert/x509'

/** Changes rows behind the back of every process. @throws {Error} when the statement changes none */
export function sql(path: string, statement: string, ...parameters: readonly string[]): void {
  const database = new DatabaseSync(path, { timeout: 10_000 })
  try {
    const { changes } = database.prepare(statement).run(...parameters)
    if (changes === 0) throw new Error(`nothing is changed in ${path} by: ${statement}`)
  } finally {
    database.close()
  }
}

/** Changes what a database is made of: its triggers. */
export function schema(path: string, ...statements: readonly string[]): void {
  const database = new DatabaseSync(path, { timeout: 10_000 })
  try {
    for (const statement of statements) database.exec(statement)
  } finally {
    database.close()
  }
}

/** Flips the last bit of a PEM file's contents, which in everything signed is one of the signature. */
export function spoilSignature(path: string): void {
  const [, label, base64] = /^-----BEGIN ([A-Z0-9 ]+)-----\n([^-]+)/.exec(
    readFileSync(path, 'utf8'),
  ) as RegExpExecArray
  const der = Buffer.from(base64 as string, 'base64')
  der.writeUInt8(der.readUInt8(der.length - 1) ^ 1, der.length - 1)
  const lines = der.toString('base64').replace(/.{64}(?=.)/g, '$&\n')
  writeFileSync(path, `-----BEGIN ${label}-----\n${lines}\n-----END ${label}-----\n`)
}

/** Replaces a key file by the same key without encryption, in place: its mode stays. */
export function decryptKey(path: string, passphraseFile: string): void {
  const passphrase = readFileSync(passphraseFile, 'utf8').trimEnd()
  const key = createPrivateKey({ key: readFileSync(path), passphrase })
  writeFileSync(path, key.export({ type: 'pkcs8', format: 'pem' }))
}

/** Rewrites a text file. @throws {Error} when that changes nothing */
export function rewrite(path: string, change: (text: string) => string): void {
  const before = readFileSync(path, 'utf8')
  const after = change(before)
  if (after === before) throw new Error(`nothing is changed in ${path}`)
  writeFileSync(path, after)
}

/** Puts a certificate in the place of another. */
export function replaceCertificate(path: string, { der }: Certificate): void {
  writeFileSync(path, encodePem('CERTIFICATE', der))
}
