/** What HTTP Basic authentication carries. */
export interface BasicCredentials {
  readonly user: string
  readonly password: string
}

/**
 * Reads an `Authorization` header of the scheme Basic.
 * @returns nothing when there is none, or it has another scheme or form
 * @see RFC 7617 §2
 */
export function parseBasicCredentials(header: string | undefined): BasicCredentials | undefined {
  const encoded = /^basic +([A-Za-z0-9+/]+={0,2}) *$/i.exec(header ?? '')?.[1]
  if (encoded === undefined) return undefined
  const text = Buffer.from(encoded, 'base64').toString('utf8')
  const colon = text.indexOf(':')
  if (colon === -1) return undefined
  return { user: text.slice(0, colon), password: text.slice(colon + 1) }
}
