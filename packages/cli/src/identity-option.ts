import { isIP } from 'node:net'
import {
  type CertificateIdentity,
  type CertificateProfile,
  parseDeviceId,
  quoted,
  type ServiceIdentity,
  TLS_SERVER,
  Z_MONITOR,
} from '@zcert/x509'
import { CliError } from './errors.ts'

/** Options that say who a certificate is for. */
export interface IdentityOptions {
  readonly tlsName?: readonly string[]
}

/** Who a certificate is for, under which profile, and what its files are called. */
export interface OrderedIdentity {
  readonly identity: CertificateIdentity
  readonly profile: CertificateProfile
  /** `device_ZM-001` or, for a service, its name. */
  readonly fileName: string
}

/**
 * Reads `ZM-001`, a device, or `service:NAME`, a TLS server of ours.
 * @throws {X509Error} `device_id_invalid`; {@link CliError} `option_invalid`
 */
export function readIdentity(id: string, { tlsName = [] }: IdentityOptions): OrderedIdentity {
  const service = /^service:(.*)$/s.exec(id)?.[1]
  if (service !== undefined) {
    const identity = serviceIdentity(service, tlsName)
    return { identity, profile: TLS_SERVER, fileName: identity.name }
  }
  const deviceId = parseDeviceId(id)
  if (tlsName.length > 0)
    throw new CliError('option_invalid', '--tls-name is for service:NAME only')
  return {
    identity: { kind: 'device', deviceId },
    profile: Z_MONITOR,
    fileName: `device_${deviceId}`,
  }
}

/** The names of a TLS server of ours. @throws {CliError} `option_invalid` */
export function readServerNames(service: string, tlsNames: readonly string[]): string[] {
  return [...serviceIdentity(service, tlsNames).tlsNames]
}

/** An address without a zone, which has no meaning on another machine. */
function isAddress(text: string): boolean {
  return isIP(text) !== 0 && !text.includes('%')
}

const SERVICE_NAME = /^[a-z0-9](?:[a-z0-9-]{0,30}[a-z0-9])?$/
const DNS_NAME =
  /^(?=.{1,253}$)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*$/

function serviceIdentity(name: string, tlsNames: readonly string[]): ServiceIdentity {
  if (!SERVICE_NAME.test(name)) {
    throw new CliError('option_invalid', `the service name ${quoted(name)} is not possible`, {
      hint: 'use 1 to 32 of a-z, 0-9 and hyphens',
    })
  }
  if (tlsNames.length === 0) {
    throw new CliError('option_invalid', `service:${name} has no name to be reached by`, {
      hint: 'give --tls-name HOST or --tls-name ADDRESS, once or more',
    })
  }
  const bad = tlsNames.find((tlsName) => !isAddress(tlsName) && !DNS_NAME.test(tlsName))
  if (bad !== undefined) {
    throw new CliError(
      'option_invalid',
      `--tls-name ${quoted(bad)} is neither host name nor address`,
      {
        hint: 'write host names in small letters, without wildcard',
      },
    )
  }
  return { kind: 'service', name, tlsNames: [...new Set(tlsNames)] }
}
