import { type DurationSeconds, seconds } from '@zcert/x509'

/**
 * How far a message's `created` may lie from the verifier's clock, before or after, both ends
 * included: 60 seconds in production, 300 in development.
 */
export const CLOCK_SKEW: {
  readonly production: DurationSeconds
  readonly development: DurationSeconds
} = { production: seconds(60), development: seconds(300) }
