import { type Finding, runRules } from '../rule.ts'
import type { RequestCode, RequestSubject } from './request-rule.ts'
import { REQUEST_RULES } from './request-rules.ts'

/**
 * Checks a CSR against registry and profile. Nothing of a CSR reaches a certificate but its public
 * key; what it asks for is only compared.
 * @returns what speaks against it; empty when nothing does
 */
export function checkRequest(request: RequestSubject): Finding<RequestCode>[] {
  return runRules(REQUEST_RULES, request)
}
