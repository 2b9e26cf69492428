import type { MessageRule } from '../message-rule.ts'

/** The Device-ID field names the device of the peer's certificate. */
export const deviceId: MessageRule = {
  id: 'device-id',
  citation: 'details 28',
  applies: () => true,
  run: ({ message, peer }) => {
    if (message.deviceId === peer.deviceId) return undefined
    return {
      code: 'device_id_header_mismatch',
      message: `the device-id is not ${peer.deviceId}, whose certificate opened the connection`,
      details: { stated: message.deviceId.slice(0, 64), certified: peer.deviceId },
    }
  },
}
