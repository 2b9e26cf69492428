import { octetString } from '../der/der-writer.ts'
import { encodeAuthorityKeyIdentifier } from '../extensions/authority-key-identifier.ts'
import { encodeBasicConstraints } from '../extensions/basic-constraints.ts'
import { encodeExtension } from '../extensions/extension.ts'
import { encodeKeyUsage } from '../extensions/key-usage.ts'
import { days } from '../instant.ts'
import { EXTENSION } from '../oids.ts'
import { keyIdentifier, type SubjectPublicKeyInfo } from '../public-key/subject-public-key-info.ts'

/** Subject of the CA where `ca init` is told no other. @see the guide, "Create CA Certificate" */
export const DEFAULT_CA_SUBJECT = '/C=US/ST=State/L=City/O=Hospital/OU=IT/CN=Z-Monitor-CA'

/** Validity of the CA: ten years of 365 days. */
export const DEFAULT_CA_VALIDITY = days(3650)

/** The encoded extensions of a self-signed CA certificate, in the guide's order. */
export function certificationAuthorityExtensions(publicKey: SubjectPublicKeyInfo): Buffer[] {
  const id = keyIdentifier(publicKey)
  return [
    encodeExtension(EXTENSION.basicConstraints, true, encodeBasicConstraints({ ca: true })),
    encodeExtension(EXTENSION.keyUsage, true, encodeKeyUsage(['keyCertSign', 'cRLSign'])),
    encodeExtension(EXTENSION.subjectKeyIdentifier, false, octetString(id)),
    encodeExtension(EXTENSION.authorityKeyIdentifier, false, encodeAuthorityKeyIdentifier(id)),
  ]
}
