import { X509Error } from './errors.ts'
import { quoted } from './quoted.ts'

/** A device's identity as the registry, its certificate and its settings spell it, e.g. `ZM-001`. */
export type DeviceId = string & { readonly __brand: 'DeviceId' }

/** Upper case, digits and inner hyphens, 1 to 48 characters: fits a common name and a DNS label. */
const DEVICE_ID = /^[A-Z0-9](?:[A-Z0-9-]{0,46}[A-Z0-9])?$/

/** What certificates of other makers may carry: also lower case, `_` and single inner dots. */
const FOREIGN_DEVICE_ID = /^[A-Za-z0-9](?:[A-Za-z0-9_-]|\.(?!\.)){0,62}(?<![._-])$/

/**
 * Reads a device ID for which certificates may be issued. Nothing is folded or trimmed.
 * @throws {X509Error} `device_id_invalid`, with a hint where only the case is wrong
 */
export function parseDeviceId(text: string): DeviceId {
  if (DEVICE_ID.test(text)) return text as DeviceId
  const upper = text.toUpperCase()
  const ascii = /^[A-Za-z0-9-]+$/.test(text) // ß would become SS, another device
  throw new X509Error('device_id_invalid', `the device ID ${quoted(text)} is not allowed`, {
    hint:
      ascii && DEVICE_ID.test(upper)
        ? `write it in capital letters: ${upper}`
        : 'use 1 to 48 of A-Z, 0-9 and hyphens, with a letter or digit at both ends',
  })
}

/**
 * Reads a device ID found in a certificate, foreign ones such as `ZM_001` included: they can be
 * imported and validated, never issued.
 * @throws {X509Error} `device_id_invalid` for every other text: path separators, `..`, wildcards,
 *   controls, non-ASCII, more than 63 characters
 */
export function parseCertifiedDeviceId(text: string): DeviceId {
  if (FOREIGN_DEVICE_ID.test(text)) return text as DeviceId
  throw new X509Error(
    'device_id_invalid',
    `the certificate names an impossible device ID ${quoted(text)}`,
  )
}
