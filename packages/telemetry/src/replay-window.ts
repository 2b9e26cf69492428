import { type DeviceId, type DurationSeconds, type Instant, plus } from '@zcert/x509'
import type { Nonce } from './nonce.ts'
import type { VerifiedMessage } from './verify-message.ts'

/** How much a {@link ReplayWindow} may remember. */
export interface ReplayWindowBounds {
  /** Nonces of one device: its greatest rate times twice the skew. 8,192 by default. */
  readonly perDevice?: number
  /** Nonces of all devices together, about 150 bytes each. 500,000 by default. */
  readonly total?: number
}

/** What a window looks at in a message. */
type TimedNonce = Pick<VerifiedMessage, 'deviceId' | 'nonce' | 'created' | 'freshUntil'>

/**
 * What a window says of a message: `fresh` it has not seen it, and remembers it from now on;
 * `replayed` it has; `full` it cannot remember another; `stale` the message is so old that its nonce
 * may have been forgotten.
 */
export type ReplayVerdict = 'fresh' | 'replayed' | 'full' | 'stale'

/**
 * Remembers the nonces of messages for as long as they could verify again, in memory.
 *
 * A nonce goes only when the last moment at which its message verifies has passed, never to make
 * room: a flood is answered with `full`, and one device's flood is its own. When the clock steps
 * back, messages that could already be forgotten are `stale`. So nothing is `fresh` twice, whatever
 * the clock does.
 *
 * The window ends with the process and knows nothing of other nodes. It is the fast path alone: a
 * server keeps the nonces in its store too, and the unique constraint on device and nonce there
 * decides. Without such a store a restart opens every message of the last {@link CLOCK_SKEW} again.
 */
export class ReplayWindow {
  readonly #skew: DurationSeconds
  readonly #perDevice: number
  readonly #total: number
  readonly #nonces = new Map<DeviceId, Set<Nonce>>()
  /** What can be forgotten once a second has passed; about twice the skew keys. */
  readonly #expiring = new Map<Instant, [DeviceId, Nonce][]>()
  #size = 0
  #sweptAt: Instant | undefined
  /** Nothing that is fresh for longer was ever forgotten. */
  #forgottenUntil = Number.NEGATIVE_INFINITY

  /** @param skew the one that every message of this window is verified with */
  constructor(
    skew: DurationSeconds,
    { perDevice = 8192, total = 500_000 }: ReplayWindowBounds = {},
  ) {
    this.#skew = skew
    this.#perDevice = perDevice
    this.#total = total
  }

  /** The number of nonces that are remembered. */
  get size(): number {
    return this.#size
  }

  /**
   * Judges a message and remembers it when it is `fresh`. Constant time, but for the sweep at the
   * first call of a second, which touches each nonce once in its life.
   * @param at the moment by the clock that the message was verified with
   * @throws {TypeError} when it was verified with another skew: a window that forgets sooner than the
   *   verifier would let replays in
   */
  accept({ deviceId, nonce, created, freshUntil }: TimedNonce, at: Instant): ReplayVerdict {
    if (freshUntil !== plus(created, this.#skew)) {
      throw new TypeError(`verified with another skew than the replay window's ${this.#skew} s`)
    }
    if (at !== this.#sweptAt) this.#sweep(at)
    const known = this.#nonces.get(deviceId)
    if (known?.has(nonce)) return 'replayed'
    if (freshUntil <= this.#forgottenUntil) return 'stale'
    if (this.#size >= this.#total || (known?.size ?? 0) >= this.#perDevice) return 'full'
    this.#remember(deviceId, nonce, freshUntil)
    return 'fresh'
  }

  #remember(deviceId: DeviceId, nonce: Nonce, freshUntil: Instant): void {
    const nonces = this.#nonces.get(deviceId)
    if (nonces === undefined) this.#nonces.set(deviceId, new Set([nonce]))
    else nonces.add(nonce)
    const expiring = this.#expiring.get(freshUntil)
    if (expiring === undefined) this.#expiring.set(freshUntil, [[deviceId, nonce]])
    else expiring.push([deviceId, nonce])
    this.#size += 1
  }

  /** Forgets what no longer verifies at `at`; in the very second of `freshUntil` it still does. */
  #sweep(at: Instant): void {
    this.#sweptAt = at
    for (const [freshUntil, entries] of this.#expiring) {
      if (freshUntil >= at) continue
      for (const [deviceId, nonce] of entries) this.#forget(deviceId, nonce)
      this.#expiring.delete(freshUntil)
      this.#forgottenUntil = Math.max(this.#forgottenUntil, freshUntil)
    }
  }

  #forget(deviceId: DeviceId, nonce: Nonce): void {
    const nonces = this.#nonces.get(deviceId)
    nonces?.delete(nonce)
    if (nonces?.size === 0) this.#nonces.delete(deviceId)
    this.#size -= 1
  }
}
