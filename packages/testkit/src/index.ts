export { der, derContents, derExtension, derOid, derParts } from './der.ts'
export { FakeClock } from './fake-clock.ts'
export { folderSnapshot } from './folder-snapshot.ts'
export { GuideCa, type GuideDevice } from './guide-ca.ts'
export { type HandInstallation, installByHand } from './hand-installation.ts'
export { hugeRsaKey } from './huge-rsa-key.ts'
export { caLintSubject, deviceLintSubject } from './lint-subjects.ts'
export {
  MockCa,
  type MockCertificate,
  type MockCertificateFields,
  type MockCrlFields,
  type MockSignature,
} from './mock-ca.ts'
export { lengthMutationsOf, octetMutationsOf, truncationsOf } from './mutations.ts'
export { type CrlOddity, oddCrl } from './odd-crl.ts'
export { type Oddity, oddDevice } from './odd-device.ts'
export {
  type OpensslOptions,
  type OpensslRun,
  openssl,
  opensslAvailable,
  TemporaryFolder,
} from './openssl.ts'
export { extensionsInText, type OpensslCertificate, opensslCertificate } from './openssl-text.ts'
export { printFigure } from './print-figure.ts'
export { type ProgramEnd, type ProgramOptions, ProgramRun, runProgram } from './program-run.ts'
export { type RuleCase, type RuleCases, ruleSuite, type SuiteFinding } from './rule-suite.ts'
export { runScript, type ScriptEnd, type ScriptOptions, ScriptRun } from './script-run.ts'
export { NO_STRACE, strace, straceAvailable } from './strace.ts'
export { nobodysRsaKey, type TestCsrFields, testCsr } from './test-csr.ts'
export { type TestKeyKind, type TestKeyPair, testKeyPair } from './test-key-pair.ts'
export { NO_VECTORS, readVectors } from './vectors.ts'
export {
  inParallel,
  passphraseFile,
  ZcertHome,
  type ZcertOptions,
  ZcertRun,
  zcert,
  zcertOk,
} from './zcert.ts'
