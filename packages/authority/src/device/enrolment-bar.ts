import { type DeviceStatus, deviceUnknown, LedgerError } from '@zcert/ledger'
import type { CodedError } from '@zcert/x509'
import { AuthorityError } from '../errors.ts'

/**
 * Why a device of this status gets no certificate, or nothing where it may have one.
 * @param status as the registry has it; nothing where the device is not registered
 */
export function enrolmentBar(
  deviceId: string,
  status: DeviceStatus | undefined,
): CodedError | undefined {
  const details = { deviceId }
  switch (status) {
    case undefined:
      return deviceUnknown(deviceId)
    case 'suspended':
      return new AuthorityError('device_suspended', `the device ${deviceId} is suspended`, {
        details,
      })
    case 'retired':
      return new LedgerError(
        'device_retired',
        `the device ${deviceId} is retired, which is final`,
        { details },
      )
    default:
      return undefined
  }
}
