import type { LintRule } from './lint-rule.ts'
import { altNameForms } from './rules/alt-name-forms.ts'
import { authorityInfoAccessHttp } from './rules/authority-info-access-http.ts'
import { authorityInfoAccessMethods } from './rules/authority-info-access-methods.ts'
import { authorityKeyIdentifierForm } from './rules/authority-key-identifier-form.ts'
import { authorityKeyIdentifierPresent } from './rules/authority-key-identifier-present.ts'
import { authorityKeyIdentifierValue } from './rules/authority-key-identifier-value.ts'
import { basicConstraintsPresent } from './rules/basic-constraints-present.ts'
import { caBasicConstraintsCritical } from './rules/ca-basic-constraints-critical.ts'
import { caExtendedKeyUsage } from './rules/ca-extended-key-usage.ts'
import { caExtensions } from './rules/ca-extensions.ts'
import { caIsMarked } from './rules/ca-is-marked.ts'
import { caKey } from './rules/ca-key.ts'
import { caKeyUsage } from './rules/ca-key-usage.ts'
import { caKeyUsageCritical } from './rules/ca-key-usage-critical.ts'
import { caValidity } from './rules/ca-validity.ts'
import { certificateSize } from './rules/certificate-size.ts'
import { crlDistributionPointForm } from './rules/crl-distribution-point-form.ts'
import { crlDistributionPointHttp } from './rules/crl-distribution-point-http.ts'
import { deviceDnsName } from './rules/device-dns-name.ts'
import { deviceIdGrammar } from './rules/device-id-grammar.ts'
import { deviceIdentityOnce } from './rules/device-identity-once.ts'
import { deviceIdentityUtf8 } from './rules/device-identity-utf8.ts'
import { deviceIdentityValue } from './rules/device-identity-value.ts'
import { deviceIsNoServer } from './rules/device-is-no-server.ts'
import { dnsNameSyntax } from './rules/dns-name-syntax.ts'
import { ecPointOnCurve } from './rules/ec-point-on-curve.ts'
import { endEntityExtensions } from './rules/end-entity-extensions.ts'
import { endEntityIsNoCa } from './rules/end-entity-is-no-ca.ts'
import { endEntityIsNotSelfIssued } from './rules/end-entity-is-not-self-issued.ts'
import { endEntityKeyUsage } from './rules/end-entity-key-usage.ts'
import { endEntityPathLength } from './rules/end-entity-path-length.ts'
import { extendedKeyUsageOfProfile } from './rules/extended-key-usage-of-profile.ts'
import { extensionsNotCritical } from './rules/extensions-not-critical.ts'
import { issuerIsIssuersSubject } from './rules/issuer-is-issuers-subject.ts'
import { issuerMaySign } from './rules/issuer-may-sign.ts'
import { issuerNameConstraints } from './rules/issuer-name-constraints.ts'
import { issuerNotEmpty } from './rules/issuer-not-empty.ts'
import { issuerPathLength } from './rules/issuer-path-length.ts'
import { keyIsNotTheIssuers } from './rules/key-is-not-the-issuers.ts'
import { keyOfProfile } from './rules/key-of-profile.ts'
import { noAnyExtendedKeyUsage } from './rules/no-any-extended-key-usage.ts'
import { noUniqueIdentifiers } from './rules/no-unique-identifiers.ts'
import { noWildcard } from './rules/no-wildcard.ts'
import { revocationAddressesTogether } from './rules/revocation-addresses-together.ts'
import { rsaExponent } from './rules/rsa-exponent.ts'
import { rsaKeySize } from './rules/rsa-key-size.ts'
import { rsaModulusOdd } from './rules/rsa-modulus-odd.ts'
import { selfSignedNames } from './rules/self-signed-names.ts'
import { serialPositive } from './rules/serial-positive.ts'
import { serialSixteenOctets } from './rules/serial-sixteen-octets.ts'
import { serialSixtyFourBits } from './rules/serial-sixty-four-bits.ts'
import { serialTwentyOctets } from './rules/serial-twenty-octets.ts'
import { serviceAltNames } from './rules/service-alt-names.ts'
import { serviceNamesNoDevice } from './rules/service-names-no-device.ts'
import { signatureAlgorithmFitsKey } from './rules/signature-algorithm-fits-key.ts'
import { signatureAlgorithmKnown } from './rules/signature-algorithm-known.ts'
import { subjectAltNamePresent } from './rules/subject-alt-name-present.ts'
import { subjectAttributeLengths } from './rules/subject-attribute-lengths.ts'
import { subjectAttributeOnce } from './rules/subject-attribute-once.ts'
import { subjectAttributeOrder } from './rules/subject-attribute-order.ts'
import { subjectAttributeTypes } from './rules/subject-attribute-types.ts'
import { subjectCommonName } from './rules/subject-common-name.ts'
import { subjectControlCharacters } from './rules/subject-control-characters.ts'
import { subjectCountry } from './rules/subject-country.ts'
import { subjectKeyIdentifier } from './rules/subject-key-identifier.ts'
import { subjectNotEmpty } from './rules/subject-not-empty.ts'
import { subjectOneAttributePerRdn } from './rules/subject-one-attribute-per-rdn.ts'
import { subjectOrganization } from './rules/subject-organization.ts'
import { subjectOrganizationalUnit } from './rules/subject-organizational-unit.ts'
import { subjectStringTypes } from './rules/subject-string-types.ts'
import { subjectWhiteSpace } from './rules/subject-white-space.ts'
import { validityLength } from './rules/validity-length.ts'
import { validityOrder } from './rules/validity-order.ts'
import { validityStart } from './rules/validity-start.ts'
import { validityTimeForm } from './rules/validity-time-form.ts'
import { validityWithinIssuer } from './rules/validity-within-issuer.ts'
import { version3 } from './rules/version-3.ts'

/** Every rule that a certificate keeps before it is signed, in the order of its fields. */
export const LINT_RULES: readonly LintRule[] = [
  version3,
  serialPositive,
  serialTwentyOctets,
  serialSixteenOctets,
  serialSixtyFourBits,
  noUniqueIdentifiers,
  signatureAlgorithmKnown,
  signatureAlgorithmFitsKey,
  issuerIsIssuersSubject,
  issuerNotEmpty,
  issuerMaySign,
  issuerPathLength,
  issuerNameConstraints,
  selfSignedNames,
  validityOrder,
  validityTimeForm,
  validityWithinIssuer,
  validityLength,
  validityStart,
  caValidity,
  subjectNotEmpty,
  subjectStringTypes,
  subjectAttributeLengths,
  subjectCountry,
  subjectControlCharacters,
  subjectWhiteSpace,
  subjectAttributeOnce,
  subjectOneAttributePerRdn,
  subjectAttributeTypes,
  subjectAttributeOrder,
  subjectOrganization,
  subjectOrganizationalUnit,
  subjectCommonName,
  endEntityIsNotSelfIssued,
  keyOfProfile,
  caKey,
  rsaKeySize,
  rsaExponent,
  rsaModulusOdd,
  ecPointOnCurve,
  keyIsNotTheIssuers,
  endEntityExtensions,
  caExtensions,
  extensionsNotCritical,
  basicConstraintsPresent,
  endEntityIsNoCa,
  endEntityPathLength,
  caIsMarked,
  caBasicConstraintsCritical,
  caKeyUsageCritical,
  caKeyUsage,
  endEntityKeyUsage,
  extendedKeyUsageOfProfile,
  noAnyExtendedKeyUsage,
  deviceIsNoServer,
  caExtendedKeyUsage,
  subjectAltNamePresent,
  deviceIdGrammar,
  deviceIdentityOnce,
  deviceIdentityUtf8,
  deviceIdentityValue,
  serviceNamesNoDevice,
  deviceDnsName,
  serviceAltNames,
  altNameForms,
  dnsNameSyntax,
  noWildcard,
  subjectKeyIdentifier,
  authorityKeyIdentifierPresent,
  authorityKeyIdentifierForm,
  authorityKeyIdentifierValue,
  crlDistributionPointForm,
  crlDistributionPointHttp,
  authorityInfoAccessMethods,
  authorityInfoAccessHttp,
  revocationAddressesTogether,
  certificateSize,
]
