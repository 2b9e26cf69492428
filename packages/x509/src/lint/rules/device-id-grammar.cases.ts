import { deviceLintSubject, type RuleCases } from '@zcert/testkit'
import type { DeviceId } from '../../device-id.ts'
import { Z_MONITOR } from '../../profile/z-monitor.ts'
import type { LintSubject } from '../lint-rule.ts'

function deviceNamed(id: string): LintSubject {
  const deviceId = id as DeviceId
  const endEntity = { profile: Z_MONITOR, identity: { kind: 'device', deviceId } } as const
  return deviceLintSubject({ deviceId }, { endEntity })
}

export const cases: RuleCases<LintSubject> = {
  accepted: [
    ['ZM-001', () => deviceLintSubject()],
    ['a single letter', () => deviceNamed('Z')],
  ],
  refused: [
    ['small letters', () => deviceNamed('zm-001')],
    ['49 characters', () => deviceNamed('Z'.repeat(49))],
    ['an inner dot that DNS would split at', () => deviceNamed('ZM.001')],
  ],
}
