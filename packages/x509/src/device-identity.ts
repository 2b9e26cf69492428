import type { TbsCertificate } from './certificate.ts'
import { asBuffer } from './der/der-reader.ts'
import { type DeviceId, parseCertifiedDeviceId } from './device-id.ts'
import { X509Error } from './errors.ts'
import { type GeneralName, utf8ValueOf } from './extensions/general-name.ts'
import { attributesOf } from './name/name.ts'
import { ATTRIBUTE, DEVICE_ID_NAME } from './oids.ts'

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/**
 * The device a certificate speaks for: the one `otherName` of type 1.3.6.1.4.1.12345.1.1 in its
 * subject alternative name, a UTF8String. The common name is never an identity.
 * @throws {X509Error} `device_identity_missing`, `device_identity_cn_only` (the ID stands in the
 *   common name alone), `device_identity_doubled`, `device_identity_malformed` (another string type,
 *   trailing bytes, bad UTF-8), `device_id_invalid` (a newline, a NUL, a slash …)
 * @see the guide, "Create Certificate Signing Request", key points
 */
export function deviceIdentityOf(
  certificate: Pick<TbsCertificate, 'subject' | 'extensions'>,
): DeviceId {
  const id = findDeviceIdentity(certificate.extensions.subjectAltName ?? [])
  if (id !== undefined) return id
  const commonName = attributesOf(certificate.subject, ATTRIBUTE.commonName).find((name) =>
    name.startsWith('Z-Monitor-'),
  )
  if (commonName !== undefined) {
    throw new X509Error(
      'device_identity_cn_only',
      'the device ID stands in the common name alone',
      {
        hint: `issue the certificate with an otherName ${DEVICE_ID_NAME}`,
      },
    )
  }
  throw new X509Error('device_identity_missing', 'the certificate names no device', {
    hint: `its subject alternative name needs an otherName ${DEVICE_ID_NAME}`,
  })
}

/**
 * The device ID among general names, or nothing where there is none.
 * @throws {X509Error} as {@link deviceIdentityOf}
 */
function findDeviceIdentity(names: readonly GeneralName[]): DeviceId | undefined {
  const found = names.filter((name) => name.form === 'otherName' && name.type === DEVICE_ID_NAME)
  if (found.length > 1) {
    throw new X509Error(
      'device_identity_doubled',
      `the certificate names ${found.length} devices`,
      {
        details: { names: found.length },
      },
    )
  }
  const [name] = found
  if (name?.form !== 'otherName') return undefined
  return parseCertifiedDeviceId(readUtf8(name))
}

function readUtf8(name: { readonly value: Buffer }): string {
  try {
    const contents = utf8ValueOf(name)
    if (contents !== undefined) return utf8.decode(asBuffer(contents))
  } catch (cause) {
    throw malformed(cause)
  }
  throw malformed()
}

function malformed(cause?: unknown): X509Error {
  return new X509Error(
    'device_identity_malformed',
    'the device identity is not exactly one UTF8String',
    {
      cause,
    },
  )
}
