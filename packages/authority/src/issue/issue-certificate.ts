import type { CertificateRecord } from '@zcert/ledger'
import {
  type CertificateIdentity,
  type CertificateProfile,
  type CertificationRequest,
  certificateFingerprint,
  checkRequest,
  encodeCertificate,
  registryIdOf,
  type SerialNumber,
} from '@zcert/x509'
import { auditingRefusals } from '../audited.ts'
import type { Actor, AuthorityContext } from '../authority-context.ts'
import { AuthorityError } from '../errors.ts'
import {
  type Issuance,
  issuanceOf,
  recordCertificate,
  recordIntent,
  type SignedCertificate,
} from './issuance-record.ts'
import { type CertificateOrder, prepareCertificate } from './prepare-certificate.ts'

/** A certificate that is on record. */
export interface IssuedCertificate {
  readonly record: CertificateRecord
  readonly der: Uint8Array
  /** Whether it is the certificate that the same request got before. */
  readonly repeated: boolean
}

/** A CSR and who it is for, as the registry and the caller know them; the CSR itself is not asked. */
export interface SigningRequest {
  readonly csr: CertificationRequest
  readonly identity: CertificateIdentity
  readonly profile: CertificateProfile
}

/**
 * Issues a certificate for a public key: prepared and linted, its intent on the disk before the CA's key
 * signs, the result and its audit entry on the disk before this resolves.
 * @throws {AuthorityError} `key_reused`, `device_suspended`, `lint_failed`, `ca_expired`;
 *   {@link LedgerError} `device_unknown`, `device_retired`, `issuance_abandoned`. Every refusal is audited.
 */
export async function issueCertificate(
  context: AuthorityContext,
  order: CertificateOrder,
  actor: Actor,
): Promise<IssuedCertificate> {
  return auditingRefusals(context.ledger, refusal(order.identity, actor), () =>
    issue(context, order, actor),
  )
}

/**
 * Issues a certificate for a CSR. Of the CSR only the public key is taken, after it proved possession;
 * what else it asks for must not differ from what registry and profile give.
 * @param authorize called once the request is found good, before anything of it is recorded; what it
 *   throws refuses the request
 * @throws {AuthorityError} the codes of {@link RequestCode} besides those of {@link issueCertificate}
 */
export async function signRequest(
  context: AuthorityContext,
  { csr, identity, profile }: SigningRequest,
  actor: Actor,
  authorize?: () => Promise<unknown>,
): Promise<IssuedCertificate> {
  return auditingRefusals(context.ledger, refusal(identity, actor), async () => {
    const [finding] = checkRequest({ csr, identity, profile, issuer: context.certificate.subject })
    if (finding !== undefined) {
      throw new AuthorityError(finding.code, finding.message, {
        details: { ...finding.details, rule: finding.rule, citation: finding.citation },
      })
    }
    await authorize?.()
    const ignored = csr.otherAttributes.join(' ')
    const notes = ignored === '' ? {} : { notes: { ignoredAttributes: ignored } }
    return issue(context, { identity, profile, publicKey: csr.publicKey, ...notes }, actor)
  })
}

async function issue(
  context: AuthorityContext,
  order: CertificateOrder,
  actor: Actor,
): Promise<IssuedCertificate> {
  const { ledger, issuerText } = context
  const issuance = begin(context, order)
  const earlier = await ledger.transact((tx) => recordIntent(tx, order.identity, issuance.intent))
  if (earlier !== undefined) return findIssued(context, earlier)
  const signed = await sign(context, issuance)
  const recorded = await ledger.transact((tx) =>
    recordCertificate(tx, order, signed, { issuerText, actor }),
  )
  if (typeof recorded === 'string') return findIssued(context, recorded)
  return { record: recorded, der: signed.der, repeated: false }
}

function begin(context: AuthorityContext, order: CertificateOrder): Issuance {
  const issuedAt = context.now()
  return issuanceOf(order, prepareCertificate(context, order, issuedAt), issuedAt)
}

async function sign({ signer }: AuthorityContext, issuance: Issuance): Promise<SignedCertificate> {
  const signature = await signer.sign(issuance.ticket)
  const der = encodeCertificate(issuance.tbs, signer.algorithm.identifier, signature)
  return { ...issuance, der, fingerprint: certificateFingerprint(der) }
}

async function findIssued(
  { ledger }: AuthorityContext,
  serial: SerialNumber,
): Promise<IssuedCertificate> {
  const record = await ledger.reader.certificates.find(serial)
  const der = await ledger.reader.issuances.der(serial)
  if (record === undefined || der === undefined) throw new TypeError(`no certificate ${serial}`)
  return { record, der, repeated: true }
}

function refusal(identity: CertificateIdentity, actor: Actor) {
  return {
    category: 'certificate',
    action: 'certificate_refused',
    deviceId: registryIdOf(identity),
    actor,
  } as const
}
