export { type Admission, type AdmissionPolicy, admitPeer } from './admission/admission.ts'
export { GatewayError, type GatewayErrorCode } from './errors.ts'
export { createGatewayServer, type GatewayOptions } from './gateway-server.ts'
export { MessageStore } from './ingest/message-store.ts'
export {
  type TelemetryPolicy,
  type TelemetryRoute,
  telemetryRoute,
} from './ingest/telemetry-route.ts'
export { ledgerDirectory, ledgerRevocation } from './ledger-ports.ts'
export type { DeviceDirectory, Log, LogEntry, RegisteredDevice, RevocationIndex } from './ports.ts'
export { CrlIndex } from './revocation/crl-index.ts'
export { stopGatewayServer, trackConnections } from './stop-server.ts'
