export { AgentError, type AgentErrorCode } from './errors.ts'
export {
  type DeviceFiles,
  DeviceFolder,
  deviceFiles,
  type GenerationLink,
} from './folder/device-folder.ts'
export { type DeviceSettings, readSettings } from './folder/settings.ts'
export { activateNext } from './install/activate-next.ts'
export { installCertificate } from './install/install-certificate.ts'
export { installCrl } from './install/install-crl.ts'
export type { Installation } from './install/installation.ts'
export {
  createRequest,
  type DeviceRequest,
  type KeyProtection,
  protectKey,
  type RequestOrder,
} from './request/create-request.ts'
export {
  type Acknowledgement,
  sendTelemetry,
  type TelemetryMessage,
} from './send/send-telemetry.ts'
export type { LoadOptions } from './validate/load-installation.ts'
export {
  type InstallationReport,
  type ValidationRequest,
  validateInstallation,
} from './validate/validate-installation.ts'
export type { InstallationCode, ValidationWarning } from './validate/validation-warning.ts'
