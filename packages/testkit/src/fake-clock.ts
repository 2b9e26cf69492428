import { type DurationSeconds, type Instant, parseInstant, plus } from '@zcert/x509'

/** A clock that stands still until it is told to move. */
export class FakeClock {
  /** The moment it shows. */
  at: Instant

  constructor(at: string | Instant = '2026-11-23T12:00:00Z') {
    this.at = typeof at === 'string' ? parseInstant(at) : at
  }

  /** The clock as a function, the form in which the product takes it. */
  readonly now = (): Instant => this.at

  /** Moves the clock; a negative duration moves it back. */
  advance(duration: DurationSeconds): void {
    this.at = plus(this.at, duration)
  }
}
