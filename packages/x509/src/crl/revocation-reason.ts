/** CRLReason words and their numbers; 7 is not used. @see RFC 5280 §5.3.1 */
export const REVOCATION_REASONS = {
  unspecified: 0,
  keyCompromise: 1,
  cACompromise: 2,
  affiliationChanged: 3,
  superseded: 4,
  cessationOfOperation: 5,
  certificateHold: 6,
  removeFromCRL: 8,
  privilegeWithdrawn: 9,
  aACompromise: 10,
} as const

/** Why a certificate was revoked, in the words of RFC 5280. */
export type RevocationReason = keyof typeof REVOCATION_REASONS

const WORDS = new Map(
  Object.entries(REVOCATION_REASONS).map(([word, number]) => [
    number as number,
    word as RevocationReason,
  ]),
)

/** The word for a CRLReason number, or nothing for numbers that RFC 5280 does not define. */
export function revocationReasonOf(number: number): RevocationReason | undefined {
  return WORDS.get(number)
}

/** Whether `word` is a reason of RFC 5280. */
export function isRevocationReason(word: string): word is RevocationReason {
  return Object.hasOwn(REVOCATION_REASONS, word)
}
