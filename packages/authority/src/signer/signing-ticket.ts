import {
  type CrlToLint,
  type Finding,
  type LintSubject,
  lintCertificate,
  lintCertificateList,
  parseTbsCertificate,
  type TbsCertificate,
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
   * Reads a certificate from the very bytes that will be signed, lints it and, when nothing is wrong, lets
   * it be signed.
   * @throws {AuthorityError} `lint_failed`, with the first finding
   */
  static forCertificate(
    tbs: Uint8Array,
    subject: Omit<LintSubject, 'certificate'>,
  ): { readonly ticket: SigningTicket; readonly certificate: TbsCertificate } {
    const own = Buffer.from(tbs)
    const certificate = parseTbsCertificate(own)
    assertClean('certificate', lintCertificate({ ...subject, certificate }))
    // The fields of the certificate are views of `own`, and whoever has them could change it.
    return { ticket: new SigningTicket(Buffer.from(own)), certificate }
  }

  /**
   * Lints a CRL and, when nothing is wrong, lets it be signed.
   * @throws {AuthorityError} `lint_failed`, with the first finding
   */
  static forCertificateList(crl: CrlToLint): SigningTicket {
    const tbs = Buffer.from(crl.tbs)
    assertClean('CRL', lintCertificateList({ ...crl, tbs }))
    return new SigningTicket(tbs)
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
    `the ${what} breaks ${findings.length === 1 ? 'the rule' : `${findings.length} rules, first`} ${first.rule}: ${first.message}`,
    {
      details: { rule: first.rule, citation: first.citation, findings: findings.length },
    },
  )
}
