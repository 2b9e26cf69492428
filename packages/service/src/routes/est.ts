import type { AuthorityContext, IssuedCertificate } from '@zcert/authority'
import type { AdmissionPolicy } from '@zcert/gateway'
import { type CertificationRequest, encodeCertsOnly, parseCertificationRequest } from '@zcert/x509'
import type { Context, Hono } from 'hono'
import type { Environment } from '../environment.ts'
import { ServiceError } from '../errors.ts'
import { parseBasicCredentials } from '../est/basic-credentials.ts'
import { enrolByCertificate, enrolByCode } from '../est/enrol.ts'
import { readTransferText, transferText } from '../est/transfer-text.ts'
import { peerCertificate, sourceAddress } from '../peer.ts'
import { readBody } from '../request-body.ts'

const EST = '/.well-known/est'

/** The label that names the profile; the guide's is also the one without a label. */
const LABELS = ['', '/z-monitor']

type EstContext = Context<Environment>

/**
 * Enrollment over Secure Transport: `cacerts`, `csrattrs`, `simpleenroll` by pairing code, `simplereenroll`
 * by the certificate in use.
 * @see RFC 7030, RFC 8951
 */
export function estRoutes(
  app: Hono<Environment>,
  context: AuthorityContext,
  policy: AdmissionPolicy,
): void {
  for (const label of LABELS) {
    const at = (operation: string) => `${EST}${label}/${operation}`
    app.get(at('cacerts'), (c) => answer(c, [context.certificate.der]))
    // Whatever a CSR leaves out, registry and profile supply: there is nothing to ask for (§4.5.2).
    app.get(at('csrattrs'), (c) => c.body(null, 204))
    app.post(at('simpleenroll'), async (c) => {
      const credentials = parseBasicCredentials(c.req.header('authorization'))
      if (credentials === undefined) throw credentialsMissing()
      const csr = await readCsr(c)
      return issued(c, await enrolByCode(context, csr, credentials, sourceAddress(c.env)))
    })
    app.post(at('simplereenroll'), async (c) => {
      const peer = peerCertificate(c.env)
      const csr = await readCsr(c)
      return issued(c, await enrolByCertificate(context, csr, peer, policy, sourceAddress(c.env)))
    })
    app.post(at('serverkeygen'), () => {
      throw new ServiceError(
        'key_encryption_required',
        'keys are made here only for requests that name a key to encrypt them to',
        { hint: 'make the key on the device and use simpleenroll' },
      )
    })
  }
}

async function readCsr(c: EstContext): Promise<CertificationRequest> {
  const der = readTransferText(await readBody(c))
  if (der === undefined) {
    throw new ServiceError('body_malformed', 'the body is no CSR in base64', {
      hint: 'send PKCS #10 in DER, base64 encoded, as application/pkcs10',
    })
  }
  return parseCertificationRequest(der)
}

function credentialsMissing(): ServiceError {
  return new ServiceError(
    'credentials_missing',
    'a device ID and its pairing code are needed to enrol',
  )
}

function issued(c: EstContext, { der }: IssuedCertificate): Response {
  return answer(c, [der])
}

function answer(c: EstContext, certificates: readonly Uint8Array[]): Response {
  const text = transferText(encodeCertsOnly(certificates), c.req.header('user-agent'))
  return c.body(text, 200, {
    'content-type': 'application/pkcs7-mime; smime-type=certs-only',
    'content-transfer-encoding': 'base64',
    'content-length': String(text.length),
  })
}
