import { readBoundedFile } from '@zcert/files'
import type { Document } from 'yaml'
import { AuthorityError } from '../errors.ts'

/** What `zcert.yaml` in a CA's home says. */
export interface HomeConfiguration {
  /** Where the ledger is; the embedded SQLite file is the only place yet. */
  readonly database: 'sqlite'
  /** Base of the addresses in certificates, plain http; none when absent. */
  readonly publicUrl?: string
}

/** The text of `zcert.yaml` for a new home. */
export function formatConfiguration({ database, publicUrl }: HomeConfiguration): string {
  const lines = [
    '# Configuration of this CA. Certificates already issued keep the addresses they have.',
    `database: ${database}`,
  ]
  if (publicUrl !== undefined) lines.push(`publicUrl: ${JSON.stringify(publicUrl)}`)
  return `${lines.join('\n')}\n`
}

/**
 * Reads `zcert.yaml`.
 * @throws {AuthorityError} `ca_configuration_invalid`, naming the line or the field
 */
export async function readConfiguration(path: string): Promise<HomeConfiguration> {
  const { parseDocument } = await import('yaml')
  const document = parseDocument(readBoundedFile(path).toString())
  const [syntax] = document.errors
  if (syntax !== undefined) throw invalid(path, syntax.message.split('\n')[0] ?? 'it is not YAML')
  return checkConfiguration(path, valueIn(path, document))
}

/** Aliases are only followed here: one may lead nowhere, or many may grow beyond all bounds. */
function valueIn(path: string, document: Document): unknown {
  try {
    return document.toJS()
  } catch (cause) {
    throw invalid(path, cause instanceof Error ? cause.message : 'its aliases lead nowhere')
  }
}

function checkConfiguration(path: string, value: unknown): HomeConfiguration {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw invalid(path, 'it is no mapping')
  const { database = 'sqlite', publicUrl, ...unknown } = value as Record<string, unknown>
  const [extra] = Object.keys(unknown)
  if (extra !== undefined) throw invalid(path, `the field ${extra} is not known`)
  if (database !== 'sqlite')
    throw invalid(path, `the database ${JSON.stringify(database)} is not known; sqlite is`)
  if (publicUrl === undefined) return { database }
  if (typeof publicUrl !== 'string') throw invalid(path, 'publicUrl is no text')
  assertPublicUrl(publicUrl)
  return { database, publicUrl }
}

/**
 * Host, port and path, of what RFC 3986 allows to stand in them. JavaScript's reader is more generous: it
 * puts missing slashes in, where a certificate takes the address as it was written.
 */
const PLAIN_HTTP = /^http:\/\/[A-Za-z0-9\-._~:[\]]+(?:\/[A-Za-z0-9\-._~:/@!$&'()*+,;=%]*)?$/i

/**
 * A public URL is plain http: fetching a CRL over TLS would need the CRL first.
 * @throws {AuthorityError} `ca_configuration_invalid`
 * @see RFC 5280 §8
 */
export function assertPublicUrl(publicUrl: string): void {
  if (PLAIN_HTTP.test(publicUrl) && URL.canParse(publicUrl)) return
  throw new AuthorityError(
    'ca_configuration_invalid',
    `the public URL ${JSON.stringify(publicUrl)} cannot be used`,
    {
      hint: 'give a plain http address without user and query, e.g. http://pki.hospital.example',
    },
  )
}

function invalid(path: string, why: string): AuthorityError {
  return new AuthorityError('ca_configuration_invalid', `${path} cannot be used: ${why}`, {
    details: { path },
  })
}
