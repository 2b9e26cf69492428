import { join } from 'node:path'

/** Where things lie in a CA's home, which is the guide's `ca/` folder with the ledger beside. */
export interface HomePaths {
  readonly root: string
  readonly privateFolder: string
  readonly caKey: string
  readonly caCertificate: string
  readonly crl: string
  readonly newCertificates: string
  readonly index: string
  readonly serial: string
  readonly ledger: string
  readonly configuration: string
  /** Lock and progress of the writer of `newcerts/` and `index.txt`. */
  readonly projectionLock: string
  readonly projectionState: string
}

/** The paths below a home. @see the guide, "Create CA Directory Structure" */
export function homePaths(root: string): HomePaths {
  return {
    root,
    privateFolder: join(root, 'private'),
    caKey: join(root, 'private', 'ca.key'),
    caCertificate: join(root, 'certs', 'ca.crt'),
    crl: join(root, 'crl', 'crl.pem'),
    newCertificates: join(root, 'newcerts'),
    index: join(root, 'index.txt'),
    serial: join(root, 'serial'),
    ledger: join(root, 'ledger.db'),
    configuration: join(root, 'zcert.yaml'),
    projectionLock: join(root, 'private', 'projection.lock'),
    projectionState: join(root, 'private', 'projection.json'),
  }
}
