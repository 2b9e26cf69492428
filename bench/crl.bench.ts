// A CRL of 100,000 entries from nothing: the whole process, `zcert crl generate` beside
// `openssl ca -gencrl`, with the same encrypted RSA-4096 CA key and the same entries.
//
// The key file that both open is encrypted as `openssl genrsa -aes256` does it, with 2,048 rounds of
// PBKDF2. Ours take 600,000, which is some 70 ms of the same work in either program: added to both sides
// it would say nothing about CRLs and only blur the ratio. The figure with them is reported beside it.
import { spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  type CertificateList,
  issuerKeyIdOf,
  parseCertificateLists,
  type RevocationReason,
  revokedCertificatesOf,
  type SerialNumber,
} from '@zcert/x509'
import { BenchHome } from './bench-home.ts'
import { cpuOfProcess, printFigures } from './measure.ts'

const ENTRIES = 100_000
const ROUNDS = 7
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
  writeFileSync(join(folder, 'ca.crt'), readFileSync(join(root, 'certs/ca.crt')))
}

/** Encrypts the CA's key in its home again, with as many rounds as `openssl genrsa -aes256` takes. */
function encryptAsOpenssl({ root, passphraseFile }: BenchHome): void {
  const path = join(root, 'private/ca.key')
  const cipher = ['-topk8', '-v2', 'aes-256-cbc', '-iter', '2048']
  const passphrases = ['-passin', `file:${passphraseFile}`, '-passout', 'stdin']
  const { status, stdout, stderr } = spawnSync(
    'openssl',
    ['pkcs8', ...cipher, '-in', path, ...passphrases],
    { encoding: 'utf8', input: readFileSync(passphraseFile) },
  )
  if (status !== 0) throw new Error(`openssl pkcs8 ended with ${status}: ${stderr}`)
  writeFileSync(path, stdout)
}

function assertComplete(path: string, serials: ReadonlySet<string>): CertificateList {
  const [crl] = parseCertificateLists(readFileSync(path))
  const listed = [...revokedCertificatesOf(crl)].map(({ serialNumber }) => serialNumber)
  const sorted = listed.every((serial, at) => at === 0 || (listed[at - 1] as string) < serial)
  if (listed.length !== serials.size || !sorted || !listed.every((serial) => serials.has(serial))) {
    throw new Error(`${path} lists ${listed.length} entries, sorted: ${sorted}`)
  }
  return crl
}

/** The file is what the ledger has, and each CRL that was asked for has its entry in the audit log. */
async function assertOnRecord(
  { home, context }: BenchHome,
  file: CertificateList,
  issued: number,
): Promise<void> {
  const row = await home.ledger.reader.crls.latest(issuerKeyIdOf(context.certificate))
  const events = await home.ledger.reader.audit.list(0, 1000)
  const crls = events
    .filter(({ action }) => action === 'crl_issued')
    .map(({ details }) => JSON.parse(details))
    .filter(({ entries }) => entries === ENTRIES)
  // The home was made with a CRL of its own, the first and without entries.
  const agree =
    row?.number === issued + 1 &&
    row.entryCount === ENTRIES &&
    file.crlNumber === BigInt(row.number) &&
    file.der.equals(row.der) &&
    crls.length === issued &&
    crls.every(({ number }, at) => number === at + 2)
  if (!agree) throw new Error(`row ${row?.number}, ${crls.length} audit entries, ${issued} CRLs`)
}

const median = (values: number[]) => values.toSorted((a, b) => a - b)[values.length >> 1] as number

await using bench = await BenchHome.create('rsa-4096')
const serials = makeSerials()
await fill(bench, serials)
const folder = join(bench.root, '..', 'openssl')
fillOpenssl(folder, bench, serials)

const ours = ['crl', 'generate', '--home', bench.root, '--passphrase-file', bench.passphraseFile]
const passphrase = `file:${bench.passphraseFile}`
const theirs = ['ca', '-config', 'openssl.cnf', '-gencrl', '-out', 'crl.pem', '-passin', passphrase]
let issued = 0

/** CPU seconds of both sides and of an empty script, round after round, with the key file as it is now. */
function compare() {
  copyFileSync(join(bench.root, 'private/ca.key'), join(folder, 'ca.key'))
  const rounds = Array.from({ length: ROUNDS }, () => {
    issued++
    return {
      zcert: cpuOfProcess(process.execPath, [PROGRAM, ...ours], folder),
      openssl: cpuOfProcess('openssl', theirs, folder),
      node: cpuOfProcess(process.execPath, ['-e', '0'], folder),
    }
  })
  const zcert = median(rounds.map((round) => round.zcert))
  const openssl = median(rounds.map((round) => round.openssl))
  const node = median(rounds.map((round) => round.node))
  return { zcert, openssl, node, ratio: zcert / openssl }
}

const asShipped = compare()
encryptAsOpenssl(bench)
const sameKey = compare()
const crl = assertComplete(join(bench.root, 'crl/crl.pem'), new Set(serials))
assertComplete(join(folder, 'crl.pem'), new Set(serials))
await assertOnRecord(bench, crl, issued)
console.log(
  `  ${ENTRIES} entries, CPU seconds: zcert crl generate ${sameKey.zcert.toFixed(3)} (Node's own start ${sameKey.node.toFixed(3)}), openssl ca -gencrl ${sameKey.openssl.toFixed(3)}`,
)
printFigures([
  {
    what: 'zcert crl generate / openssl ca -gencrl, CPU of the whole process',
    value: sameKey.ratio,
    target: 0.25,
    atMost: true,
  },
  {
    what: 'the same with a key file of 600,000 rounds of PBKDF2 on both sides',
    value: asShipped.ratio,
  },
])
