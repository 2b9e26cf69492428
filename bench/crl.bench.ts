// A CRL of 100,000 entries from nothing: the whole process, `zcert crl generate` beside
// `openssl ca -gencrl`, with the same encrypted RSA-4096 CA key and the same entries.
import { randomBytes } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { RevocationReason, SerialNumber } from '@zcert/x509'
import { parseCertificateLists, revokedCertificatesOf } from '@zcert/x509'
import { BenchHome } from './bench-home.ts'
import { cpuOfProcess, printFigures } from './measure.ts'

const ENTRIES = 100_000
const ROUNDS = 5
const PROGRAM = join(import.meta.dirname, '../packages/cli/bin/zcert.js')

const OPENSSL_CONFIGURATION = `[ca]
default_ca = CA_default
[CA_default]
dir = .
database = index.txt
serial = serial
crlnumber = crlnumber
private_key = ca.key
certificate = ca.crt
default_md = sha256
default_crl_days = 7
crl_extensions = crl_ext
unique_subject = no
policy = policy
[policy]
commonName = supplied
[crl_ext]
authorityKeyIdentifier = keyid:always
`

function makeSerials(): SerialNumber[] {
  return Array.from({ length: ENTRIES }, () => {
    const octets = randomBytes(16)
    octets[0] = ((octets[0] as number) & 0x3f) | 0x40
    return octets.toString('hex').toUpperCase() as SerialNumber
  })
}

/** Fills a ledger with revoked certificates, as issuing and revoking them would, but for the signatures. */
async function fill({ home, context }: BenchHome, serials: readonly SerialNumber[]): Promise<void> {
  const now = context.now()
  const expiresAt = (now + 86_400 * 300) as typeof now
  const record = {
    subject: 'CN=Z-Monitor-B,OU=Medical-Devices,O=Hospital,C=US',
    issuer: context.issuerText,
  }
  const reason: RevocationReason = 'keyCompromise'
  for (let from = 0; from < serials.length; from += 5000) {
    await home.ledger.transact(async (tx) => {
      for (const serial of serials.slice(from, from + 5000)) {
        const certificate = {
          ...record,
          deviceId: `B-${serial}`,
          serial,
          issuedAt: now,
          expiresAt,
          fingerprint: serial,
        }
        await tx.certificates.add({ ...certificate, status: 'active' })
        const at = (now - (Number.parseInt(serial.slice(-5), 16) % 86_400)) as typeof now
        const none = {
          lastValidatedAt: undefined,
          revokedAt: undefined,
          revocationReason: undefined,
        }
        await tx.certificates.revoke({ ...certificate, status: 'active', ...none }, at, reason)
      }
    })
  }
}

function fillOpenssl(folder: string, { root }: BenchHome, serials: readonly SerialNumber[]): void {
  mkdirSync(folder)
  const lines = serials.map(
    (serial) =>
      `R\t301231235959Z\t251231235959Z,keyCompromise\t${serial}\tunknown\t/C=US/O=Hospital/OU=Medical-Devices/CN=Z-Monitor-B-${serial}\n`,
  )
  writeFileSync(join(folder, 'index.txt'), lines.join(''))
  writeFileSync(join(folder, 'serial'), '1000\n')
  writeFileSync(join(folder, 'crlnumber'), '1000\n')
  writeFileSync(join(folder, 'openssl.cnf'), OPENSSL_CONFIGURATION)
  writeFileSync(join(folder, 'ca.key'), readFileSync(join(root, 'private/ca.key')), { mode: 0o600 })
  writeFileSync(join(folder, 'ca.crt'), readFileSync(join(root, 'certs/ca.crt')))
}

function assertComplete(path: string, serials: ReadonlySet<string>): void {
  const [crl] = parseCertificateLists(readFileSync(path))
  const listed = [...revokedCertificatesOf(crl)].map(({ serialNumber }) => serialNumber)
  const sorted = listed.every((serial, at) => at === 0 || (listed[at - 1] as string) < serial)
  if (listed.length !== serials.size || !sorted || !listed.every((serial) => serials.has(serial))) {
    throw new Error(`${path} lists ${listed.length} entries, sorted: ${sorted}`)
  }
}

const median = (values: number[]) => values.sort((a, b) => a - b)[values.length >> 1] as number

await using bench = await BenchHome.create('rsa-4096')
const serials = makeSerials()
await fill(bench, serials)
const folder = join(bench.root, '..', 'openssl')
fillOpenssl(folder, bench, serials)

const ours = ['crl', 'generate', '--home', bench.root, '--passphrase-file', bench.passphraseFile]
const theirs = [
  'ca',
  '-config',
  'openssl.cnf',
  '-gencrl',
  '-out',
  'crl.pem',
  '-passin',
  `file:${bench.passphraseFile}`,
]
const [zcert, openssl, node]: number[][] = [[], [], []]
for (let round = 0; round < ROUNDS; round++) {
  zcert?.push(cpuOfProcess(process.execPath, [PROGRAM, ...ours], folder))
  openssl?.push(cpuOfProcess('openssl', theirs, folder))
  node?.push(cpuOfProcess(process.execPath, ['-e', '0'], folder))
}
assertComplete(join(bench.root, 'crl/crl.pem'), new Set(serials))
assertComplete(join(folder, 'crl.pem'), new Set(serials))
const seconds = {
  zcert: median(zcert ?? []),
  openssl: median(openssl ?? []),
  node: median(node ?? []),
}
console.log(
  `  ${ENTRIES} entries, CPU seconds: zcert crl generate ${seconds.zcert.toFixed(3)} (Node's own start ${seconds.node.toFixed(3)}), openssl ca -gencrl ${seconds.openssl.toFixed(3)}`,
)
printFigures([
  {
    what: 'zcert crl generate / openssl ca -gencrl, CPU of the whole process',
    value: seconds.zcert / seconds.openssl,
    target: 0.25,
    atMost: true,
  },
])
