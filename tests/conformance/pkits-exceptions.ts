/** Inputs of RFC 5280 §6.1.1 that our validation does not have: it asks for no certificate policy. */
export const NOT_EXPRESSIBLE_SETTINGS = [
  'SetInitialExplicitPolicy',
  'SetInitialPolicySet',
  'SetInitialPolicyMappingInhibit',
  'SetInitialInhibitAnyPolicy',
]

const DSA = 'DSA keys are not supported'
const POLICY = 'a path that requires an explicit policy is refused: policies are not evaluated'
const SELF_SIGNED_CRL =
  'the only CRL for a self-issued certificate is signed by that certificate itself'
const POLICY_AND_CRL = `${POLICY}; ${SELF_SIGNED_CRL}`
const INDIRECT = 'indirect CRLs are not supported'
const DELTA = 'a delta CRL does not lift a hold: a revocation always holds'

/** Valid paths of PKITS that we refuse, by the case's name, with the reason. The list only shrinks. */
export const PKITS_EXCEPTIONS: ReadonlyMap<string, string> = new Map([
  ['Section1ValidDSASignaturesTest4', DSA],
  ['Section1ValidDSAParameterInheritanceTest5', DSA],
  ['Section6ValidSelfIssuedpathLenConstraintTest17', SELF_SIGNED_CRL],
  ['Section8OverlappingPoliciesTest6Subpart1', POLICY],
  ['Section8AllCertificatesSamePoliciesTest10Subpart1', POLICY],
  ['Section8AllCertificatesAnyPolicyTest11Subpart1', POLICY],
  ['Section9ValidRequireExplicitPolicyTest1', POLICY],
  ['Section9ValidRequireExplicitPolicyTest2', POLICY],
  ['Section9ValidRequireExplicitPolicyTest4', POLICY],
  ['Section9ValidSelfIssuedrequireExplicitPolicyTest6', POLICY_AND_CRL],
  ['Section10ValidPolicyMappingTest9', POLICY],
  ['Section10ValidPolicyMappingTest11', POLICY],
  ['Section10ValidPolicyMappingTest13Subpart1', POLICY],
  ['Section10ValidPolicyMappingTest14', POLICY],
  ['Section11ValidinhibitPolicyMappingTest2', POLICY],
  ['Section11ValidinhibitPolicyMappingTest4', POLICY],
  ['Section11ValidSelfIssuedinhibitPolicyMappingTest7', POLICY_AND_CRL],
  ['Section12ValidinhibitAnyPolicyTest2', POLICY],
  ['Section12inhibitAnyPolicyTest3Subpart1', POLICY],
  ['Section12ValidSelfIssuedinhibitAnyPolicyTest7', POLICY_AND_CRL],
  ['Section12ValidSelfIssuedinhibitAnyPolicyTest9', POLICY_AND_CRL],
  ['Section14ValidIDPwithindirectCRLTest22', INDIRECT],
  ['Section14ValidIDPwithindirectCRLTest24', INDIRECT],
  ['Section14ValidIDPwithindirectCRLTest25', INDIRECT],
  ['Section14ValidcRLIssuerTest28', INDIRECT],
  ['Section14ValidcRLIssuerTest29', INDIRECT],
  ['Section14ValidcRLIssuerTest30', INDIRECT],
  ['Section14ValidcRLIssuerTest33', INDIRECT],
  ['Section15ValiddeltaCRLTest5', DELTA],
])
