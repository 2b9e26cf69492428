export { FakeClock } from './fake-clock.ts'
export { caLintSubject, deviceLintSubject } from './lint-subjects.ts'
export {
  MockCa,
  type MockCertificate,
  type MockCertificateFields,
  type MockCrlFields,
} from './mock-ca.ts'
export { type RuleCase, type RuleCases, ruleSuite, type SuiteFinding } from './rule-suite.ts'
export { type TestKeyKind, type TestKeyPair, testKeyPair } from './test-key-pair.ts'
