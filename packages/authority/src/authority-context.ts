import type { Ledger } from '@zcert/ledger'
import {
  type Certificate,
  formatName,
  type Instant,
  type IssuerFacts,
  issuerAddresses,
  subjectKeyIdentifierOf,
} from '@zcert/x509'
import type { Signer } from './signer/signer.ts'

/** Who asks for something, as the audit log names them. */
export interface Actor {
  /** The operating system's user, an operator, or `device:<ID>`. */
  readonly user: string
  readonly sourceAddress?: string
}

/** What a CA is made of; clock and random source come in from outside. */
export interface AuthorityParts {
  readonly ledger: Ledger
  readonly signer: Signer
  readonly certificate: Certificate
  readonly now: () => Instant
  readonly randomBytes: (length: number) => Buffer
}

/** A CA at work: its parts, and what is the same in every certificate that it issues. */
export interface AuthorityContext extends AuthorityParts {
  readonly issuerFacts: IssuerFacts
  /** The CA's subject as RFC 4514 text. */
  readonly issuerText: string
}

/**
 * Puts a CA together.
 * @param publicUrl base of the addresses in its certificates; without it they carry none
 */
export function authorityContext(parts: AuthorityParts, publicUrl?: string): AuthorityContext {
  const keyIdentifier = subjectKeyIdentifierOf(parts.certificate)
  const addresses = publicUrl === undefined ? {} : { addresses: issuerAddresses(publicUrl) }
  return {
    ...parts,
    issuerFacts: { keyIdentifier, ...addresses },
    issuerText: formatName(parts.certificate.subject),
  }
}
