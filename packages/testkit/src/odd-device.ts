import {
  type DeviceId,
  endEntityExtensions,
  keyIdentifier,
  parseSlashName,
  Z_MONITOR,
} from '@zcert/x509'
import { der, derExtension, derOid } from './der.ts'
import type { MockCa, MockCertificate, MockCertificateFields } from './mock-ca.ts'
import { testKeyPair } from './test-key-pair.ts'

/** What is odd about a device certificate that its CA really signed. */
export type Oddity =
  | 'server-auth-only'
  | 'identity-missing'
  | 'identity-in-the-common-name-only'
  | 'identity-doubled'
  | 'identity-no-utf8-string'
  | 'tampered'
  | 'unknown-critical-extension'

const DEVICE_ID_NAME = '1.3.6.1.4.1.12345.1.1'
const SUBJECT_ALT_NAME = '2.5.29.17'
const EXTENDED_KEY_USAGE = '2.5.29.37'
const SERVER_AUTH = '1.3.6.1.5.5.7.3.1'
const UTF8_STRING = 0x0c
const IA5_STRING = 0x16

/** A device certificate with one oddity, all else as the profile wants it. */
export function oddDevice(
  ca: MockCa,
  oddity: Oddity,
  fields: MockCertificateFields = {},
): MockCertificate {
  const { keys = testKeyPair(), deviceId = 'ZM-001' } = fields
  const identity = { kind: 'device', deviceId: deviceId as DeviceId } as const
  const issuer = { keyIdentifier: keyIdentifier(ca.keys.publicKey) }
  const [basic, usage, purposes, names, ...rest] = endEntityExtensions(
    Z_MONITOR,
    identity,
    keys.publicKey,
    issuer,
  ) as [Buffer, Buffer, Buffer, Buffer, ...Buffer[]]
  const dns = der(0x82, Buffer.from(`device-${deviceId}`))
  const identityOf = (tag: number) =>
    der(0xa0, derOid(DEVICE_ID_NAME), der(0xa0, der(tag, Buffer.from(deviceId))))
  const named = (...list: Buffer[]) => {
    const san = derExtension(SUBJECT_ALT_NAME, false, der(0x30, ...list))
    return { extensions: [basic, usage, purposes, san, ...rest] }
  }
  const changes = {
    'server-auth-only': () => {
      const eku = derExtension(EXTENDED_KEY_USAGE, false, der(0x30, derOid(SERVER_AUTH)))
      return { extensions: [basic, usage, eku, names, ...rest] }
    },
    'identity-missing': () => ({
      ...named(dns),
      subject: parseSlashName('/C=US/ST=State/L=City/O=Hospital/OU=Medical-Devices/CN=Printer'),
    }),
    'identity-in-the-common-name-only': () => named(dns),
    'identity-doubled': () => named(dns, identityOf(UTF8_STRING), identityOf(UTF8_STRING)),
    'identity-no-utf8-string': () => named(dns, identityOf(IA5_STRING)),
    tampered: () => ({ rewriteSignature: withLastOctetChanged }),
    'unknown-critical-extension': () => ({
      extensions: [
        basic,
        usage,
        purposes,
        names,
        ...rest,
        derExtension('1.2.3.4', true, der(0x05)),
      ],
    }),
  } satisfies Record<Oddity, () => MockCertificateFields>
  return ca.issue({ ...fields, keys, ...changes[oddity]() })
}

function withLastOctetChanged(signature: Buffer): Buffer {
  const changed = Buffer.from(signature)
  changed[changed.length - 1] = (changed.at(-1) as number) ^ 1
  return changed
}
