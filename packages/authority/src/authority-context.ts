import type { Ledger } from '@zcert/ledger'
import type { Certificate, Instant, IssuerAddresses } from '@zcert/x509'
import type { Signer } from './signer/signer.ts'

/** Who asks for something, as the audit log names them. */
export interface Actor {
  /** The operating system's user, an operator, or `device:<ID>`. */
  readonly user: string
  readonly sourceAddress?: string
}

/** Everything a CA works with; clock and random source come in from outside. */
export interface AuthorityContext {
  readonly ledger: Ledger
  readonly signer: Signer
  readonly certificate: Certificate
  /** Addresses that go into the certificates; absent where the CA has no public URL. */
  readonly addresses?: IssuerAddresses
  readonly now: () => Instant
  readonly randomBytes: (length: number) => Buffer
}
