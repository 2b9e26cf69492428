import { openssl } from './openssl.ts'

/** A certificate as `openssl x509` reads it. */
export interface OpensslCertificate {
  readonly text: string
  readonly serial: string
  /** RFC 2253 text. */
  readonly subject: string
  /** RFC 2253 text. */
  readonly issuer: string
  readonly notBefore: Date
  readonly notAfter: Date
  /** SHA-256, upper-case hex. */
  readonly fingerprint: string
  readonly publicKey: string
  /** See {@link extensionsInText}. */
  readonly extensions: Readonly<Record<string, string>>
}

/** Reads a certificate file with `openssl x509`. */
export function opensslCertificate(path: string): OpensslCertificate {
  const { text } = openssl([
    ...['x509', '-in', path, '-noout', '-text', '-serial', '-subject', '-issuer', '-dates'],
    ...['-fingerprint', '-sha256', '-pubkey', '-nameopt', 'RFC2253,-esc_msb,utf8'],
  ])
  const field = (name: string) => new RegExp(`^${name}=(.*)$`, 'm').exec(text)?.[1] ?? ''
  return {
    text,
    serial: field('serial'),
    subject: field('subject'),
    issuer: field('issuer'),
    notBefore: new Date(field('notBefore')),
    notAfter: new Date(field('notAfter')),
    fingerprint: field('sha256 Fingerprint').replaceAll(':', ''),
    publicKey: /-----BEGIN PUBLIC KEY[\s\S]*PUBLIC KEY-----\n/.exec(text)?.[0] ?? '',
    extensions: extensionsInText(text),
  }
}

/**
 * The extensions in what `openssl x509|req|crl -text` prints, by their names there: `critical ` in front
 * of a critical one, its lines joined by single spaces.
 */
export function extensionsInText(text: string): Record<string, string> {
  const lines = text.split('\n')
  const start = lines.findIndex((line) => /^ *(X509v3|CRL|Requested) [Ee]xtensions:\s*$/.test(line))
  if (start === -1) return {}
  const indent = indentOf(lines[start] ?? '') + 4
  const found: Record<string, string> = {}
  let name = ''
  for (const line of lines.slice(start + 1)) {
    if (indentOf(line) < indent) break
    const [, title, critical] = /^ *(.+?):\s*(critical)?\s*$/.exec(line) ?? []
    if (indentOf(line) === indent && title !== undefined) {
      name = title.replace(/^X509v3 /, '')
      found[name] = critical === undefined ? '' : 'critical'
    } else found[name] = `${found[name]} ${line.trim()}`.trim()
  }
  return found
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length
}
