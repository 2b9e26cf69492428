// Certificates per CPU-second: read, checked, linted, intended, signed, recorded and audited durably,
// through the function that `zcert cert sign` calls, beside what `openssl speed` signs in the same run.
import { createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { readdirSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { signRequest, syncProjections } from '@zcert/authority'
import type { KeyAlgorithm } from '@zcert/files'
import {
  type DeviceId,
  encodeCertificationRequest,
  encodeCertificationRequestInfo,
  parseCertificationRequest,
  parseSubjectPublicKeyInfo,
  requestedExtensions,
  requestedSubject,
  signingAlgorithmFor,
  Z_MONITOR,
} from '@zcert/x509'
import { ACTOR, BenchHome } from './bench-home.ts'
import { type Figure, opensslSigningRate, printFigures, timed } from './measure.ts'
import { rsaKeyPool } from './rsa-key-pool.ts'

/** Requests under way at once: a fleet that is being provisioned, as many as share one commit at the most. */
const CONCURRENT = 256

/** A service runs for months: what it spends on compiling itself in its first seconds is not counted. */
const WARM_UP = 3000

interface Run {
  readonly caKey: KeyAlgorithm
  readonly csrKeys: 'RSA-2048' | 'P-256'
  readonly count: number
}

function csrFor(key: KeyObject, deviceId: DeviceId): Buffer {
  const publicKey = parseSubjectPublicKeyInfo(
    createPublicKey(key).export({ type: 'spki', format: 'der' }),
  )
  const info = encodeCertificationRequestInfo(
    requestedSubject(deviceId),
    publicKey,
    requestedExtensions(deviceId, publicKey),
  )
  const { identifier, digest } = signingAlgorithmFor(publicKey.kind)
  return encodeCertificationRequest(info, identifier, sign(digest, info, key))
}

function requestsFor({ csrKeys, count }: Run): Buffer[] {
  const keys =
    csrKeys === 'RSA-2048'
      ? rsaKeyPool(count)
      : Array.from(
          { length: count },
          () => generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey,
        )
  return keys.map((key, n) => csrFor(key, `B-${n}` as DeviceId))
}

async function issueAll({ context }: BenchHome, csrs: readonly Buffer[]): Promise<void> {
  let next = 0
  const worker = async () => {
    for (let n = next++; n < csrs.length; n = next++) {
      const identity = { kind: 'device', deviceId: `B-${n}` as DeviceId } as const
      const csr = parseCertificationRequest(csrs[n] as Buffer)
      await signRequest(context, { csr, identity, profile: Z_MONITOR }, ACTOR)
    }
  }
  await Promise.all(Array.from({ length: CONCURRENT }, worker))
}

/** Frees what making the requests left behind, thousands of private keys: no CA ever has them. */
function collectGarbage(): void {
  setFlagsFromString('--expose-gc')
  runInNewContext('gc')()
}

async function assertRecorded({ home }: BenchHome, count: number): Promise<void> {
  const { certificates, audit } = home.ledger.reader
  const rows = await certificates.countByStatus()
  const events = (await audit.list(0, count * 2)).filter(
    ({ action }) => action === 'certificate_issued',
  )
  await syncProjections(home.paths, home.ledger)
  const files = readdirSync(home.paths.newCertificates).length
  if (rows.get('active') !== count || events.length !== count || files !== count) {
    throw new Error(
      `${count} issued, but ${rows.get('active')} rows, ${events.length} audit entries, ${files} files`,
    )
  }
}

async function measure(run: Run) {
  await using bench = await BenchHome.create(run.caKey)
  await bench.register(run.count)
  const csrs = requestsFor(run)
  collectGarbage()
  const warm = csrs.slice(0, WARM_UP)
  await using cold = await BenchHome.create(run.caKey)
  await cold.register(warm.length)
  await issueAll(cold, warm)
  const { cpu, wall } = await timed(() => issueAll(bench, csrs))
  await assertRecorded(bench, run.count)
  return { perCpuSecond: run.count / cpu, perSecond: run.count / wall }
}

const figures: Figure[] = []
const report = (what: string, rate: number) =>
  console.log(`  ${rate.toFixed(0).padStart(9)}  ${what}`)

const rawP256 = opensslSigningRate('ecdsap256')
report('signatures/s, openssl speed, P-256', rawP256)
for (const csrKeys of ['RSA-2048', 'P-256'] as const) {
  const { perCpuSecond } = await measure({ caKey: 'p-256', csrKeys, count: 6000 })
  report(`certificates per CPU-second, P-256 CA, ${csrKeys} CSRs`, perCpuSecond)
  const what = `P-256 CA, ${csrKeys} CSRs: certificates per CPU-second / openssl speed`
  figures.push({
    what,
    value: perCpuSecond / rawP256,
    ...(csrKeys === 'RSA-2048' ? { target: 0.1 } : {}),
  })
}

const cores = Math.min(2, availableParallelism())
const rawRsa = opensslSigningRate('rsa4096')
const rawRsaAll = opensslSigningRate('rsa4096', cores)
report('signatures/s, openssl speed, RSA-4096', rawRsa)
report(`signatures/s, openssl speed on ${cores} cores, RSA-4096`, rawRsaAll)
const rsa = await measure({ caKey: 'rsa-4096', csrKeys: 'RSA-2048', count: 1000 })
report('certificates per CPU-second, RSA-4096 CA, RSA-2048 CSRs', rsa.perCpuSecond)
report(`certificates a second on ${cores} cores, RSA-4096 CA, RSA-2048 CSRs`, rsa.perSecond)
figures.push(
  {
    what: 'RSA-4096 CA: certificates per CPU-second / openssl speed',
    value: rsa.perCpuSecond / rawRsa,
    target: 0.88,
  },
  {
    what: `RSA-4096 CA: certificates a second / openssl speed, ${cores} cores`,
    value: rsa.perSecond / rawRsaAll,
    target: 0.85,
  },
)
printFigures(figures)
