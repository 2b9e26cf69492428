import { type DeviceId, type LintSubject, parseInstant, Z_MONITOR } from '@zcert/x509'
import { MockCa, type MockCertificateFields } from './mock-ca.ts'

const ISSUED_AT = parseInstant('2026-11-23T12:00:00Z')
const ca = MockCa.create()

/** A device certificate of the z-monitor profile on its way to the lint, but for what `fields` say. */
export function deviceLintSubject(
  fields: MockCertificateFields = {},
  changes: Partial<LintSubject> = {},
): LintSubject {
  return {
    certificate: ca.issue(fields).certificate,
    issuedAt: ISSUED_AT,
    issuer: ca.certificate,
    endEntity: { profile: Z_MONITOR, identity: { kind: 'device', deviceId: 'ZM-001' as DeviceId } },
    ...changes,
  }
}

/** A self-signed CA certificate on its way to the lint, but for what `fields` say. */
export function caLintSubject(
  fields: MockCertificateFields = {},
  changes: Partial<LintSubject> = {},
): LintSubject {
  return {
    certificate: MockCa.create(fields).certificate,
    issuedAt: ISSUED_AT,
    issuer: undefined,
    ...changes,
  }
}
