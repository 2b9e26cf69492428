import { TAG } from '../der/tags.ts'
import { type Instant, parseInstant } from '../instant.ts'

const FIRST_GENERALIZED = parseInstant('2050-01-01T00:00:00Z')

/** Whether a time from 1950 on is GeneralizedTime where RFC 5280 §4.1.2.5 wants UTCTime. */
export function isWrongTimeForm(at: Instant, tag: number): boolean {
  return tag === TAG.GENERALIZED_TIME && at < FIRST_GENERALIZED
}
