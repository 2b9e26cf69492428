import type { SigningAlgorithm, SubjectPublicKeyInfo } from '@zcert/x509'
import type { SigningTicket } from './signing-ticket.ts'

/**
 * The CA's private key, wherever it lives: it signs what a ticket allows and does nothing else. A signer
 * over a device that can answer wrongly checks each signature with the public key before it hands it out.
 */
export interface Signer {
  readonly algorithm: SigningAlgorithm
  readonly publicKey: SubjectPublicKeyInfo
  /** Signs what the ticket is for and uses it up. */
  sign(ticket: SigningTicket): Promise<Buffer>
}
