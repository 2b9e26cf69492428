import { type DeviceId, type DurationSeconds, type Instant, plus, seconds } from '@zcert/x509'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Nonce } from './nonce.ts'
import { ReplayWindow } from './replay-window.ts'

const SKEW = seconds(60)
const T0 = 1_800_000_000 as Instant

/** A message as the window sees it; `created` in seconds after the start of the test. */
function message(nonce: string, created: number, deviceId = 'ZM-001', skew = SKEW) {
  const at = (T0 + created) as Instant
  return {
    deviceId: deviceId as DeviceId,
    nonce: nonce as Nonce,
    created: at,
    freshUntil: plus(at, skew),
  }
}

const after = (elapsed: number) => (T0 + elapsed) as Instant

describe('ReplayWindow.accept()', () => {
  test('lets a message through once', () => {
    const window = new ReplayWindow(SKEW)
    expect(window.accept(message('a', 0), after(0))).toBe('fresh')
    expect(window.accept(message('a', 0), after(0))).toBe('replayed')
    expect(window.accept(message('b', 0), after(0))).toBe('fresh')
  })

  test('tells devices apart, and nonces that only together look alike', () => {
    const window = new ReplayWindow(SKEW)
    expect(window.accept(message('a', 0, 'ZM-001'), after(0))).toBe('fresh')
    expect(window.accept(message('a', 0, 'ZM-002'), after(0))).toBe('fresh')
    expect(window.accept(message('1a', 0, 'ZM-00'), after(0))).toBe('fresh')
  })

  test('refuses a nonce again with another time', () => {
    const window = new ReplayWindow(SKEW)
    expect(window.accept(message('a', 0), after(0))).toBe('fresh')
    expect(window.accept(message('a', 1), after(1))).toBe('replayed')
  })

  test.each([
    ['the oldest that verifies', -60, [0]],
    ['one of now', 0, [0, 1, 59, 60]],
    ['the furthest ahead that verifies', 60, [0, 60, 61, 119, 120]],
  ])('remembers %s as long as it verifies, its last second included', (_, created, moments) => {
    for (const moment of moments) {
      const window = new ReplayWindow(SKEW)
      expect(window.accept(message('a', created), after(0))).toBe('fresh')
      expect(window.accept(message('b', moment), after(moment))).toBe('fresh')
      expect(window.accept(message('a', created), after(moment))).toBe('replayed')
    }
    const last = moments.at(-1) ?? 0
    const window = new ReplayWindow(SKEW)
    window.accept(message('a', created), after(0))
    expect(window.accept(message('a', created), after(last + 1))).toBe('stale')
    expect(window.size).toBe(0)
  })

  test('takes no message back when the clock steps back past its eviction', () => {
    const window = new ReplayWindow(SKEW)
    expect(window.accept(message('a', 0), after(0))).toBe('fresh')
    expect(window.accept(message('b', 100), after(100))).toBe('fresh')
    expect(window.accept(message('a', 0), after(10))).toBe('stale')
    expect(window.accept(message('b', 100), after(40))).toBe('replayed')
  })

  test('recovers by itself after a clock that ran years ahead', () => {
    const window = new ReplayWindow(SKEW)
    const years = 10 * 365 * 86_400
    expect(window.accept(message('a', 0), after(0))).toBe('fresh')
    expect(window.accept(message('b', years), after(years))).toBe('fresh')
    expect(window.accept(message('a', 0), after(1))).toBe('stale')
    expect(window.accept(message('c', 1), after(1))).toBe('fresh')
    expect(window.accept(message('c', 1), after(2))).toBe('replayed')
    expect(window.accept(message('d', 62), after(62))).toBe('fresh')
    expect(window.size).toBe(2) // b, of the years ahead, and d
  })

  test('answers a flood of one device with full, forgets nothing, and serves the others', () => {
    const window = new ReplayWindow(SKEW, { perDevice: 3 })
    for (const nonce of ['a', 'b', 'c']) {
      expect(window.accept(message(nonce, 0), after(0))).toBe('fresh')
    }
    expect(window.accept(message('d', 0), after(0))).toBe('full')
    expect(window.accept(message('d', 60), after(60))).toBe('full')
    for (const nonce of ['a', 'b', 'c']) {
      expect(window.accept(message(nonce, 0), after(60))).toBe('replayed')
    }
    expect(window.accept(message('a', 60, 'ZM-002'), after(60))).toBe('fresh')
    expect(window.accept(message('d', 61), after(61))).toBe('fresh')
  })

  test('is bounded over all devices', () => {
    const window = new ReplayWindow(SKEW, { total: 2 })
    expect(window.accept(message('a', 0, 'ZM-001'), after(0))).toBe('fresh')
    expect(window.accept(message('a', 5, 'ZM-002'), after(5))).toBe('fresh')
    expect(window.accept(message('a', 5, 'ZM-003'), after(5))).toBe('full')
    expect(window.size).toBe(2)
    expect(window.accept(message('a', 61, 'ZM-003'), after(61))).toBe('fresh')
    expect(window.accept(message('a', 61, 'ZM-004'), after(61))).toBe('full')
  })

  test('does not remember what it answers with full', () => {
    const window = new ReplayWindow(SKEW, { perDevice: 1 })
    expect(window.accept(message('a', 0), after(0))).toBe('fresh')
    expect(window.accept(message('b', 10), after(10))).toBe('full')
    expect(window.accept(message('b', 10), after(61))).toBe('fresh')
  })

  test('refuses a message that was verified with another skew', () => {
    const window = new ReplayWindow(SKEW)
    const lenient = message('a', 0, 'ZM-001', seconds(300))
    expect(() => window.accept(lenient, after(0))).toThrow(TypeError)
  })

  // Few nonces, times near each other and small bounds: collisions and evictions at every step.
  const step = fc.record({
    nonce: fc.constantFrom('a', 'b', 'c', 'd'),
    deviceId: fc.constantFrom('ZM-001', 'ZM-002', 'ZM-003'),
    lag: fc.integer({ min: -4, max: 4 }),
    pause: fc.integer({ min: 0, max: 5 }),
  })
  const bounds = fc.record({
    perDevice: fc.integer({ min: 1, max: 5 }),
    total: fc.integer({ min: 1, max: 8 }),
  })
  const skews = fc.integer({ min: 0, max: 4 }) as fc.Arbitrary<DurationSeconds>

  test('lets nothing through twice that a verifier lets through, on a clock that only advances', () => {
    fc.assert(
      fc.property(skews, bounds, fc.array(step, { maxLength: 60 }), (skew, limits, steps) => {
        const window = new ReplayWindow(skew, limits)
        const model: { key: string; device: string; freshUntil: number }[] = []
        let now = 0
        for (const { nonce, deviceId, lag, pause } of steps) {
          now += pause
          const created = now - lag
          if (Math.abs(lag) > skew) continue
          const verdict = window.accept(message(nonce, created, deviceId, skew), after(now))
          const live = model.filter(({ freshUntil }) => freshUntil >= now)
          const key = `${deviceId} ${nonce}`
          const mine = live.filter(({ device }) => device === deviceId)
          const expected = live.some((known) => known.key === key)
            ? 'replayed'
            : live.length >= limits.total || mine.length >= limits.perDevice
              ? 'full'
              : 'fresh'
          expect(verdict).toBe(expected)
          if (verdict === 'fresh') model.push({ key, device: deviceId, freshUntil: created + skew })
          expect(window.size).toBeLessThanOrEqual(limits.total)
        }
      }),
      { numRuns: 2000 },
    )
  })

  test('lets no message through twice, whatever the clock and the messages say', () => {
    const wild = fc.record({
      nonce: fc.constantFrom('a', 'b', 'c'),
      created: fc.integer({ min: -20, max: 20 }),
      now: fc.integer({ min: -30, max: 30 }),
    })
    fc.assert(
      fc.property(skews, bounds, fc.array(wild, { maxLength: 60 }), (skew, limits, steps) => {
        const window = new ReplayWindow(skew, limits)
        const seen = new Set<string>()
        for (const { nonce, created, now } of steps) {
          const key = `${nonce} ${created}`
          const verdict = window.accept(message(nonce, created, 'ZM-001', skew), after(now))
          if (verdict !== 'fresh') continue
          expect(seen).not.toContain(key)
          seen.add(key)
        }
      }),
      { numRuns: 2000 },
    )
  })
})
