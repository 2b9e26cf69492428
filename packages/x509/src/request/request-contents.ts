import { encodeValue } from '../der/der-writer.ts'
import { TAG } from '../der/tags.ts'
import type { DeviceId } from '../device-id.ts'
import { encodeBasicConstraints } from '../extensions/basic-constraints.ts'
import { encodeExtendedKeyUsage } from '../extensions/extended-key-usage.ts'
import { encodeExtension } from '../extensions/extension.ts'
import { encodeKeyUsage } from '../extensions/key-usage.ts'
import { encodeName, type Name } from '../name/name.ts'
import { ATTRIBUTE, EXTENSION } from '../oids.ts'
import { endEntityKeyUsage } from '../profile/end-entity-extensions.ts'
import { DEVICE_ORGANIZATIONAL_UNIT, Z_MONITOR } from '../profile/z-monitor.ts'
import type { SubjectPublicKeyInfo } from '../public-key/subject-public-key-info.ts'

/** Subject of a device's CSR: what the device knows of itself; the CA adds its organization. */
export function requestedSubject(deviceId: DeviceId): Name {
  return encodeName([
    [ATTRIBUTE.organizationalUnitName, DEVICE_ORGANIZATIONAL_UNIT],
    [ATTRIBUTE.commonName, `Z-Monitor-${deviceId}`],
  ])
}

/**
 * Encoded extensions that a device's CSR asks for.
 * @see the guide, "Create Certificate Signing Request"
 */
export function requestedExtensions(deviceId: DeviceId, publicKey: SubjectPublicKeyInfo): Buffer[] {
  const names = Z_MONITOR.subjectAltNames({ kind: 'device', deviceId })
  const plain = (oid: string, value: Uint8Array) => encodeExtension(oid, false, value)
  return [
    plain(EXTENSION.basicConstraints, encodeBasicConstraints({ ca: false })),
    plain(EXTENSION.keyUsage, encodeKeyUsage(endEntityKeyUsage(publicKey.kind.algorithm))),
    plain(EXTENSION.extendedKeyUsage, encodeExtendedKeyUsage(Z_MONITOR.extendedKeyUsage)),
    plain(EXTENSION.subjectAltName, encodeValue(TAG.SEQUENCE, names)),
  ]
}
