import { type Instant, plus, seconds } from '@zcert/x509'
import { expect, test } from 'vitest'
import { admitMessage } from './admit-message.ts'
import { CLOCK_SKEW } from './clock-skew.ts'
import { AT, forge } from './message.fixture.ts'
import { nonceOf } from './nonce.ts'
import { ReplayWindow } from './replay-window.ts'
import { verifyMessage } from './verify-message.ts'

const verified = (octet: number, created: Instant = AT) => {
  const nonce = nonceOf(new Uint8Array(16).fill(octet))
  const { received, peer, skew } = forge({ created, nonce })
  return verifyMessage(received, peer, { at: created, skew })
}

test('admitMessage() admits a verified message once', () => {
  const window = new ReplayWindow(CLOCK_SKEW.production)
  expect(admitMessage(window, verified(1), AT)).toMatchObject({ deviceId: 'ZM-001', created: AT })
  expect(() => admitMessage(window, verified(1), AT)).toThrow(
    expect.objectContaining({ code: 'message_replayed' }),
  )
})

test('admitMessage() refuses what the window has no room for', () => {
  const window = new ReplayWindow(CLOCK_SKEW.production, { perDevice: 1 })
  admitMessage(window, verified(1), AT)
  expect(() => admitMessage(window, verified(2), AT)).toThrow(
    expect.objectContaining({ code: 'replay_window_full' }),
  )
})

test('admitMessage() refuses what the window may have forgotten', () => {
  const window = new ReplayWindow(CLOCK_SKEW.production)
  const later = plus(AT, seconds(61))
  admitMessage(window, verified(1), AT)
  admitMessage(window, verified(2, later), later)
  expect(() => admitMessage(window, verified(1), AT)).toThrow(
    expect.objectContaining({ code: 'timestamp_stale' }),
  )
})

test.each([-60, -1, 0, 1, 60])(
  'a message created %i seconds from now is admitted once',
  (offset) => {
    const window = new ReplayWindow(CLOCK_SKEW.production)
    const { received, peer, skew } = forge({ created: AT + offset })
    const admit = (at: Instant) =>
      admitMessage(window, verifyMessage(received, peer, { at, skew }), at)
    expect(admit(AT).created).toBe(AT + offset)
    for (let second = 0; second <= 125; second++) {
      const code = AT + second <= AT + offset + 60 ? 'message_replayed' : 'timestamp_stale'
      expect(() => admit(plus(AT, seconds(second)))).toThrow(expect.objectContaining({ code }))
    }
  },
)
