import { readBoundedFile } from '@zcert/files'
import {
  type Certificate,
  type CertificateList,
  CodedError,
  parseCertificateLists,
  parseCertificates,
} from '@zcert/x509'

/** A CRL file may have this size: 256 MiB. */
const MAX_CRL_FILE_BYTES = 256 * 1024 * 1024

/** The certificates of a PEM or DER file. @throws {FileError | X509Error} naming the file */
export function readCertificates(path: string): [Certificate, ...Certificate[]] {
  return named(path, () => parseCertificates(readBoundedFile(path)))
}

/** The CRLs of PEM or DER files. @throws {FileError | X509Error} naming the file */
export function readCrls(paths: readonly string[]): CertificateList[] {
  return paths.flatMap((path) =>
    named(path, () => parseCertificateLists(readBoundedFile(path, MAX_CRL_FILE_BYTES))),
  )
}

/** Puts the file's name in front of what is wrong with its contents. */
export function named<T>(path: string, read: () => T): T {
  try {
    return read()
  } catch (error) {
    if (error instanceof CodedError && error.details['path'] === undefined)
      error.message = `${path}: ${error.message}`
    throw error
  }
}
