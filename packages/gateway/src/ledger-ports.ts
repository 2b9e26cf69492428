import type { Ledger } from '@zcert/ledger'
import {
  type Certificate,
  type DeviceId,
  type Instant,
  issuerKeyIdOf,
  parseCertificateList,
} from '@zcert/x509'
import type { DeviceDirectory, Log, RevocationIndex } from './ports.ts'
import { CrlIndex } from './revocation/crl-index.ts'

/** The registry of a CA on the same machine, read only. */
export function ledgerDirectory({ reader }: Pick<Ledger, 'reader'>): DeviceDirectory {
  return {
    find: async (deviceId: DeviceId) => {
      const device = await reader.devices.find(deviceId)
      return device && { deviceId, status: device.status }
    },
  }
}

/**
 * The CRLs of a CA on the same machine, read only. A CRL that anybody issues is in force for the very
 * next request: SQLite says at almost no cost whether something was committed since.
 */
export function ledgerRevocation(
  ledger: Pick<Ledger, 'reader' | 'dataVersion'>,
  issuer: Certificate,
  now: () => Instant,
  log: Log,
): RevocationIndex {
  const index = new CrlIndex(issuer)
  const issuerKeyId = issuerKeyIdOf(issuer)
  let seen: number | undefined
  let retryAt: Instant | undefined
  const refresh = async () => {
    retryAt = undefined
    const latest = await ledger.reader.crls.latest(issuerKeyId)
    if (latest === undefined || latest.number === Number(index.number)) return
    try {
      const crl = parseCertificateList(latest.der)
      // What comes too early is looked at again once its time has come, whether or not anybody commits.
      if (crl.thisUpdate > now()) retryAt = crl.thisUpdate
      index.load(crl, now())
      log({ level: 'info', event: 'crl_loaded', number: latest.number, entries: latest.entryCount })
    } catch (error) {
      // The CRL before stays in force, and its age alarms when this does not mend itself.
      log({ level: 'error', event: 'crl_refused', number: latest.number, reason: String(error) })
    }
  }
  return {
    current: async () => {
      const version = ledger.dataVersion()
      const isDue = retryAt !== undefined && now() >= retryAt
      if (version !== seen || index.number === undefined || isDue) {
        await refresh()
        seen = version
      }
      return index.checker()
    },
  }
}
