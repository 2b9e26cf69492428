import { hash, timingSafeEqual } from 'node:crypto'

/** A pairing code as people read it: `XXX-XXX-XXX`, 45 random bits. */
export type PairingCode = string & { readonly __brand: 'PairingCode' }

/** Crockford's Base32: no I, L, O and U, so that none of its symbols looks like another of them. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const SYMBOLS = 9
const CODE = new RegExp(`^[${ALPHABET}]{${SYMBOLS}}$`)

/** What people may put between the symbols, and no more of it than anybody would. */
const MAX_TYPED = 64

/** Draws a code. 32 divides 256, so every symbol is as likely as any other. */
export function newPairingCode(randomBytes: (length: number) => Uint8Array): PairingCode {
  return grouped(
    Array.from(randomBytes(SYMBOLS), (octet) => ALPHABET[octet % ALPHABET.length]).join(''),
  )
}

/**
 * Reads a code as it was typed: in either case, with or without hyphens and spaces; O counts as 0, I and
 * L count as 1.
 * @returns nothing where it is no code at all
 * @see https://www.crockford.com/base32.html
 */
export function parsePairingCode(typed: string): PairingCode | undefined {
  if (typed.length > MAX_TYPED) return undefined
  const symbols = typed
    .replace(/[\s-]/g, '')
    .replace(/[a-z]/g, (letter) => letter.toUpperCase())
    .replaceAll('O', '0')
    .replace(/[IL]/g, '1')
  return CODE.test(symbols) ? grouped(symbols) : undefined
}

/**
 * What is kept of a code: SHA-256 over salt and code, hex. It is fast on purpose. Nobody tries more than ten
 * codes at the service; whoever copies the ledger can try all 2^45, and by then the ten minutes are over.
 * @param salt random octets, hex
 */
export function pairingCodeHash(salt: string, code: PairingCode): string {
  return hash('sha256', Buffer.concat([Buffer.from(salt, 'hex'), Buffer.from(code)]), 'hex')
}

/** Whether a typed text is the code that was hashed; takes the same time whatever differs. */
export function isPairingCode(typed: string, salt: string, codeHash: string): boolean {
  const code = parsePairingCode(typed)
  if (code === undefined) return false
  const [found, kept] = [pairingCodeHash(salt, code), codeHash].map((hex) =>
    Buffer.from(hex, 'hex'),
  )
  return found?.length === kept?.length && timingSafeEqual(found as Buffer, kept as Buffer)
}

function grouped(symbols: string): PairingCode {
  return symbols.replace(/(...)(?=.)/g, '$1-') as PairingCode
}
