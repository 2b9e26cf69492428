import type { CrlLintRule } from './crl-lint-rule.ts'
import { authorityKeyIdentifierForm } from './crl-rules/authority-key-identifier-form.ts'
import { authorityKeyIdentifierPresent } from './crl-rules/authority-key-identifier-present.ts'
import { authorityKeyIdentifierValue } from './crl-rules/authority-key-identifier-value.ts'
import { crlExtensions } from './crl-rules/crl-extensions.ts'
import { crlExtensionsNotCritical } from './crl-rules/crl-extensions-not-critical.ts'
import { crlLife } from './crl-rules/crl-life.ts'
import { crlNumberPresent } from './crl-rules/crl-number-present.ts'
import { crlNumberRising } from './crl-rules/crl-number-rising.ts'
import { entriesAscending } from './crl-rules/entries-ascending.ts'
import { entriesReadable } from './crl-rules/entries-readable.ts'
import { entryExtensions } from './crl-rules/entry-extensions.ts'
import { entryNotAfterThisUpdate } from './crl-rules/entry-not-after-this-update.ts'
import { entryReasonKnown } from './crl-rules/entry-reason-known.ts'
import { entryReasonNotRemoved } from './crl-rules/entry-reason-not-removed.ts'
import { entryReasonNotUnspecified } from './crl-rules/entry-reason-not-unspecified.ts'
import { entryTimeForm } from './crl-rules/entry-time-form.ts'
import { issuerIsIssuersSubject } from './crl-rules/issuer-is-issuers-subject.ts'
import { issuerMaySignCrls } from './crl-rules/issuer-may-sign-crls.ts'
import { nextUpdateAfterThisUpdate } from './crl-rules/next-update-after-this-update.ts'
import { nextUpdatePresent } from './crl-rules/next-update-present.ts'
import { noDeltaIndicator } from './crl-rules/no-delta-indicator.ts'
import { noIssuingDistributionPoint } from './crl-rules/no-issuing-distribution-point.ts'
import { signatureAlgorithm } from './crl-rules/signature-algorithm.ts'
import { updateTimeForm } from './crl-rules/update-time-form.ts'

/** Every rule that a complete CRL keeps before it is signed. */
export const CRL_LINT_RULES: readonly CrlLintRule[] = [
  nextUpdatePresent,
  nextUpdateAfterThisUpdate,
  crlLife,
  updateTimeForm,
  crlNumberPresent,
  crlNumberRising,
  authorityKeyIdentifierPresent,
  authorityKeyIdentifierForm,
  authorityKeyIdentifierValue,
  issuerIsIssuersSubject,
  issuerMaySignCrls,
  signatureAlgorithm,
  noDeltaIndicator,
  noIssuingDistributionPoint,
  crlExtensions,
  crlExtensionsNotCritical,
  entriesReadable,
  entriesAscending,
  entryNotAfterThisUpdate,
  entryTimeForm,
  entryExtensions,
  entryReasonKnown,
  entryReasonNotUnspecified,
  entryReasonNotRemoved,
]
