export { ServiceError, type ServiceErrorCode } from './errors.ts'
export type { ReadinessCheck } from './routes/health.ts'
export { serverCertificate } from './server-certificate.ts'
export { createServiceServer, type ServiceOptions, type TlsPair } from './service-server.ts'
