import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { openssl, TemporaryFolder } from './openssl.ts'
import { passphraseFile } from './zcert.ts'

const CA_REQUEST = `[req]
distinguished_name = req_distinguished_name
x509_extensions = v3_ca

[v3_ca]
basicConstraints = critical,CA:TRUE
keyUsage = critical,keyCertSign,cRLSign
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid:always,issuer:always

[req_distinguished_name]
`

const names = (id: string) => `[alt_names]
DNS.1 = device-${id}
otherName.1 = 1.3.6.1.4.1.12345.1.1;UTF8:${id}
`

const deviceRequest = (id: string) => `[req]
distinguished_name = req_distinguished_name
req_extensions = v3_req

[v3_req]
basicConstraints = CA:FALSE
keyUsage = digitalSignature,keyEncipherment
extendedKeyUsage = clientAuth
subjectAltName = @alt_names

${names(id)}
[req_distinguished_name]
`

/** The guide's step 4, with what it lacks: `default_crl_days`, `unique_subject = no`, and `crlnumber`. */
const signing = (dir: string, id: string, numbering: string) => `[ca]
default_ca = CA_default

[CA_default]
dir = ${dir}
certs = $dir/certs
new_certs_dir = $dir/newcerts
database = $dir/index.txt
unique_subject = no
serial = $dir/serial
${numbering}default_crl_days = 30
RANDFILE = $dir/private/.rand
private_key = $dir/private/ca.key
certificate = $dir/certs/ca.crt
default_days = 365
default_md = sha256
policy = policy_match
x509_extensions = v3_device

[policy_match]
countryName = match
stateOrProvinceName = optional
localityName = optional
organizationName = match
organizationalUnitName = optional
commonName = supplied

[v3_device]
basicConstraints = CA:FALSE
keyUsage = digitalSignature,keyEncipherment
extendedKeyUsage = clientAuth
subjectAltName = @alt_names
authorityKeyIdentifier = keyid:always,issuer:always

${names(id)}`

/** Files of a device that the guide's commands made. */
export interface GuideDevice {
  readonly key: string
  readonly certificate: string
}

/**
 * A CA and devices made by the `openssl` commands of the guide and by nothing of ours; only its mistakes
 * are put right. Key and certificate files have its names, `name` in place of `device_<ID>`.
 */
export class GuideCa implements Disposable {
  readonly folder: TemporaryFolder = new TemporaryFolder()
  readonly certificate: string
  readonly crl: string
  /** The device keys' passphrase. */
  readonly keyPassphraseFile: string
  private readonly root: string
  private readonly passphraseSource: string

  constructor(bits = 4096) {
    this.root = this.folder.at('ca')
    for (const name of ['private', 'certs', 'crl', 'newcerts'])
      mkdirSync(join(this.root, name), { recursive: true, mode: 0o700 })
    this.folder.write('ca/index.txt', '')
    this.folder.write('ca/serial', '1000\n')
    this.folder.write('ca/crlnumber', '1000\n')
    this.passphraseSource = `file:${passphraseFile(this.folder, 'ca.pass', 'the CA of the guide')}`
    this.keyPassphraseFile = passphraseFile(this.folder, 'key.pass', 'the device of the guide')
    this.certificate = join(this.root, 'certs/ca.crt')
    this.crl = join(this.root, 'crl/crl.pem')
    const key = join(this.root, 'private/ca.key')
    openssl(['genrsa', '-aes256', '-passout', this.passphraseSource, '-out', key, String(bits)])
    const subject = '/C=US/ST=State/L=City/O=Hospital/OU=IT/CN=Z-Monitor-CA'
    openssl([
      ...['req', '-new', '-x509', '-days', '3650', '-key', key, '-passin', this.passphraseSource],
      ...['-out', this.certificate, '-subj', subject, '-extensions', 'v3_ca'],
      ...['-config', this.folder.write('ca.cnf', CA_REQUEST)],
    ])
  }

  /** The guide's "Device Certificate Generation", steps 2 to 4. */
  device(id: string, name = `device_${id}`): GuideDevice {
    const [key, csr, certificate] = ['key', 'csr', 'crt'].map((end) =>
      this.folder.at(`${name}.${end}`),
    ) as [string, string, string]
    const source = `file:${this.keyPassphraseFile}`
    openssl(['genrsa', '-aes256', '-passout', source, '-out', key, '2048'])
    const subject = `/C=US/ST=State/L=City/O=Hospital/OU=Medical-Devices/CN=Z-Monitor-${id}`
    const config = this.folder.write(`${name}.cnf`, deviceRequest(id))
    const made = ['-out', csr, '-subj', subject, '-config', config]
    openssl(['req', '-new', '-key', key, '-passin', source, ...made])
    this.ca(id, '-in', csr, '-out', certificate, '-days', '365', '-extensions', 'v3_device')
    return { key, certificate }
  }

  /** The guide's "Revoke Certificate". */
  revoke({ certificate }: GuideDevice, reason = 'superseded'): void {
    const { text } = openssl(['x509', '-in', certificate, '-noout', '-serial'])
    const serial = text.trim().split('=')[1]
    this.ca('any', '-revoke', join(this.root, `newcerts/${serial}.pem`), '-crl_reason', reason)
  }

  /** The guide's "Generate Updated CRL". */
  generateCrl(): void {
    this.ca('any', '-gencrl', '-out', this.crl)
  }

  /** The same as the guide's configuration really has it: version 1 at first, and never a number. */
  generateUnnumberedCrl(): void {
    const config = this.folder.write('unnumbered.cnf', signing(this.root, 'any', ''))
    const source = ['-config', config, '-passin', this.passphraseSource]
    openssl(['ca', '-batch', ...source, '-gencrl', '-out', this.crl])
  }

  [Symbol.dispose](): void {
    this.folder[Symbol.dispose]()
  }

  private ca(id: string, ...words: readonly string[]): void {
    const config = this.folder.write(
      'openssl.cnf',
      signing(this.root, id, 'crlnumber = $dir/crlnumber\n'),
    )
    openssl(['ca', '-batch', '-config', config, '-passin', this.passphraseSource, ...words])
  }
}
