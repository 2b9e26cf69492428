import { hash } from 'node:crypto'
import type { Ledger } from '@zcert/ledger'
import { type Certificate, issuerKeyIdOf } from '@zcert/x509'
import type { Hono } from 'hono'
import type { Environment } from '../environment.ts'
import { ServiceError } from '../errors.ts'

/** A file that anybody may fetch, and by what its freshness is told. */
interface Published {
  readonly body: Uint8Array<ArrayBuffer>
  readonly etag: string
  readonly lastModified: string
}

/**
 * `GET /crl/ca.crl` and `GET /ca.crt`, both DER, for everybody: what certificates point at. A client that
 * has the CRL already gets 304.
 * @see RFC 2585 §4, RFC 9110 §13
 */
export function publishedRoutes(
  app: Hono<Environment>,
  ledger: Pick<Ledger, 'reader' | 'dataVersion'>,
  certificate: Certificate,
): void {
  const currentCrl = crlSource(ledger, issuerKeyIdOf(certificate))
  app.get('/ca.crt', (c) =>
    c.body(new Uint8Array(certificate.der), 200, { 'content-type': 'application/pkix-cert' }),
  )
  app.get('/crl/ca.crl', async (c) => {
    const crl = await currentCrl()
    if (crl === undefined) throw new ServiceError('route_unknown', 'no CRL was issued yet')
    const headers = {
      etag: crl.etag,
      'last-modified': crl.lastModified,
      'cache-control': 'no-cache',
    }
    const known = c.req.header('if-none-match')
    const since = c.req.header('if-modified-since')
    const isFresh =
      known === undefined
        ? since !== undefined && Date.parse(since) >= Date.parse(crl.lastModified)
        : known.split(/\s*,\s*/).some((tag) => tag === '*' || tag.replace(/^W\//, '') === crl.etag)
    return isFresh
      ? c.body(null, 304, headers)
      : c.body(crl.body, 200, { ...headers, 'content-type': 'application/pkix-crl' })
  })
}

/** The newest CRL, read again only when somebody has committed something. */
function crlSource(
  { reader, dataVersion }: Pick<Ledger, 'reader' | 'dataVersion'>,
  issuerKeyId: string,
): () => Promise<Published | undefined> {
  let [seen, number]: [number | undefined, number | undefined] = [undefined, undefined]
  let published: Published | undefined
  return async () => {
    const version = dataVersion()
    if (version === seen) return published
    const signed = await reader.crls.latestSigned(issuerKeyId)
    if (signed !== undefined && signed.number !== number) {
      const latest = await reader.crls.latest(issuerKeyId)
      published = latest && {
        body: new Uint8Array(latest.der),
        etag: `"${hash('sha256', latest.der, 'hex').slice(0, 32)}"`,
        lastModified: new Date(latest.thisUpdate * 1000).toUTCString(),
      }
      number = latest?.number
    }
    seen = version
    return published
  }
}
