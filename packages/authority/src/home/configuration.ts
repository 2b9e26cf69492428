import { readBoundedFile } from '@zcert/files'
import { quoted } from '@zcert/x509'
import type { Document } from 'yaml'
import { AuthorityError } from '../errors.ts'

/** What `zcert.yaml` in a CA's home says. */
export interface HomeConfiguration {
  /** Where the ledger is; the embedded SQLite file is the only place yet. */
  readonly database: 'sqlite'
  /** Base of the addresses in certificates, plain http; none when absent. */
  readonly publicUrl?: string
  /** Where devices reach the provisioning service, https; {@link DEFAULT_SERVICE_URL} when absent. */
  readonly serviceUrl?: string
}

/** Where the provisioning service listens unless it is told otherwise. */
export const DEFAULT_SERVICE_URL = 'https://127.0.0.1:8443'

/** The text of `zcert.yaml` for a new home. */
export function formatConfiguration(configuration: HomeConfiguration): string {
  const { database, publicUrl, serviceUrl } = configuration
  const lines = [
    '# Configuration of this CA. Certificates already issued keep the addresses they have.',
    `database: ${database}`,
  ]
  if (publicUrl !== undefined) lines.push(`publicUrl: ${JSON.stringify(publicUrl)}`)
  if (serviceUrl !== undefined) lines.push(`serviceUrl: ${JSON.stringify(serviceUrl)}`)
  return `${lines.join('\n')}\n`
}

/**
 * Reads `zcert.yaml`.
 * @throws {AuthorityError} `ca_configuration_invalid`, naming the line or the field
 */
export async function readConfiguration(path: string): Promise<HomeConfiguration> {
  const text = readBoundedFile(path).toString()
  const asWritten = configurationAsWritten(text)
  if (asWritten !== undefined) return asWritten
  const { parseDocument } = await import('yaml')
  const document = parseDocument(text)
  const [syntax] = document.errors
  if (syntax !== undefined) throw invalid(path, syntax.message.split('\n')[0] ?? 'it is not YAML')
  return checkConfiguration(path, valueIn(path, document))
}

/**
 * The configuration of a file that nobody edited since {@link formatConfiguration} wrote it: nothing when
 * a single octet is different. Loading a YAML reader would cost more than opening the ledger.
 */
function configurationAsWritten(text: string): HomeConfiguration | undefined {
  const address = /^publicUrl: "(.*)"$/m.exec(text)?.[1]
  const configuration: HomeConfiguration = {
    database: 'sqlite',
    ...(address === undefined ? {} : { publicUrl: address }),
  }
  if (address !== undefined && !isPublicUrl(address)) return undefined
  return formatConfiguration(configuration) === text ? configuration : undefined
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
  const {
    database = 'sqlite',
    publicUrl,
    serviceUrl,
    ...unknown
  } = value as Record<string, unknown>
  const [extra] = Object.keys(unknown)
  if (extra !== undefined) throw invalid(path, `the field ${extra} is not known`)
  if (database !== 'sqlite')
    throw invalid(path, `the database ${JSON.stringify(database)} is not known; sqlite is`)
  const address = (name: string, value: unknown, assert: (text: string) => void) => {
    if (value === undefined) return {}
    if (typeof value !== 'string') throw invalid(path, `${name} is no text`)
    assert(value)
    return { [name]: value }
  }
  return {
    database,
    ...address('publicUrl', publicUrl, assertPublicUrl),
    ...address('serviceUrl', serviceUrl, assertServiceUrl),
  }
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
  if (isPublicUrl(publicUrl)) return
  throw new AuthorityError(
    'ca_configuration_invalid',
    `the public URL ${JSON.stringify(publicUrl)} cannot be used`,
    {
      hint: 'give a plain http address without user and query, e.g. http://pki.hospital.example',
    },
  )
}

function isPublicUrl(address: string): boolean {
  return PLAIN_HTTP.test(address) && URL.canParse(address)
}

/** A device reads the address from a QR code, which grows with it. */
const MAX_SERVICE_URL = 256

/**
 * A service's address is https: a device sends its pairing code there.
 * @throws {AuthorityError} `ca_configuration_invalid`
 */
export function assertServiceUrl(serviceUrl: string): void {
  const isPlain = /^https:/i.test(serviceUrl) && isPublicUrl(serviceUrl.replace(/^https/i, 'http'))
  if (isPlain && serviceUrl.length <= MAX_SERVICE_URL) return
  throw new AuthorityError(
    'ca_configuration_invalid',
    `the service URL ${quoted(serviceUrl)} cannot be used`,
    {
      hint: 'give an https address without user and query, e.g. https://zcert.hospital.example:8443',
    },
  )
}

function invalid(path: string, why: string): AuthorityError {
  return new AuthorityError('ca_configuration_invalid', `${path} cannot be used: ${why}`, {
    details: { path },
  })
}
