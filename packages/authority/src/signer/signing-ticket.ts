import {
  type CrlToLint,
  type Finding,
  type LintSubject,
  lintCertificate,
  lintCertificateList,
} from '@zcert/x509'
import { AuthorityError } from '../errors.ts'

/**
 * The right to one signature over bytes that passed the lint. There is no other way to make one, and
 * a signer takes nothing else, so nothing unlinted is ever signed and nothing twice.
 */
export class SigningTicket {
  #tbs: Buffer | undefined

  private constructor(tbs: Buffer) {
    this.#tbs = tbs
  }

  /**
   * Lints a certificate and, when nothing is wrong, lets it be signed.
   * @throws {AuthorityError} `lint_failed`, with the first finding
   */
  static forCertificate(subject: LintSubject): SigningTicket {
    assertClean('certificate', lintCertificate(subject))
    return new SigningTicket(subject.certificate.tbs)
  }

  /**
   * Lints a CRL and, when nothing is wrong, lets it be signed.
   * @throws {AuthorityError} `lint_failed`, with the first finding
   */
  static forCertificateList(subject: CrlToLint): SigningTicket {
    assertClean('CRL', lintCertificateList(subject))
    return new SigningTicket(subject.tbs)
  }

  /**
   * The bytes to sign, once.
   * @throws {TypeError} when the ticket was redeemed before
   */
  redeem(): Buffer {
    const tbs = this.#tbs
    if (tbs === undefined) throw new TypeError('a signing ticket is good for one signature')
    this.#tbs = undefined
    return tbs
  }
}

function assertClean(what: string, findings: readonly Finding[]): void {
  const [first] = findings
  if (first === undefined) return
  throw new AuthorityError(
    'lint_failed',
    `the ${what} breaks ${findings.length} rules, first ${first.rule}: ${first.message}`,
    {
      details: { rule: first.rule, citation: first.citation, findings: findings.length },
    },
  )
}
