import type { Passphrase } from '@zcert/files'
import type { Certificate, CertificateList, DeviceId, Instant } from '@zcert/x509'

/** What `zcert agent install` puts in place. */
export interface Installation {
  readonly folder: string
  readonly deviceId: DeviceId
  /** The device's certificate, and what came with it in its file. */
  readonly certificates: readonly [Certificate, ...Certificate[]]
  readonly trustAnchors: readonly [Certificate, ...Certificate[]]
  readonly crls: readonly CertificateList[]
  /** A key file from elsewhere; else the key that was made in the folder. */
  readonly keyFile?: string
  readonly passphrase: Passphrase | undefined
  readonly at: Instant
  /** Hears what does not stand in the way of the installation and should be known, such as a stale CRL. */
  readonly warn?: (remark: string) => void
  /** `switch` makes it the device's pair at once; `beside` leaves it waiting under `device_<ID>_new.*`. */
  readonly activation: 'switch' | 'beside'
}
