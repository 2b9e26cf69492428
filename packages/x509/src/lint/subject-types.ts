import { ATTRIBUTE } from '../oids.ts'

/**
 * The attributes of an end entity's subject, in their order.
 * @see the guide, "Create Certificate Signing Request"
 */
export const SUBJECT_TYPES: readonly string[] = [
  ATTRIBUTE.countryName,
  ATTRIBUTE.stateOrProvinceName,
  ATTRIBUTE.localityName,
  ATTRIBUTE.organizationName,
  ATTRIBUTE.organizationalUnitName,
  ATTRIBUTE.commonName,
]
