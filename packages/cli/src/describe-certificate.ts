import {
  type Certificate,
  certificateFingerprint,
  describeExtension,
  describeKey,
  formatInstant,
  formatName,
} from '@zcert/x509'
import { columns } from './output.ts'

/** A certificate for people and for programs: what `openssl x509 -text` shows, in its words. */
export function describeCertificate(certificate: Certificate) {
  const { serialNumber, subject, issuer, notBefore, notAfter, publicKey, extensions, der } =
    certificate
  const value = {
    serial: serialNumber,
    subject: formatName(subject),
    issuer: formatName(issuer),
    notBefore: formatInstant(notBefore),
    notAfter: formatInstant(notAfter),
    key: describeKey(publicKey),
    fingerprint: certificateFingerprint(der),
    extensions: extensions.list.map((extension) => describeExtension(extension)),
  }
  const { extensions: described, ...plain } = value
  const lines = [
    ...columns(Object.entries(plain)),
    ...described.map(
      ({ name, critical, text }) => `${name}:${critical ? ' critical,' : ''} ${text}`,
    ),
  ]
  return { value, lines }
}
