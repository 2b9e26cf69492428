// Generates and publishes CRLs, and prints each number once it is acknowledged, with what is then in
// `crl/crl.pem`. `node crl-loop.ts ROOT COUNT SKEW-SECONDS`
import { writeSync } from 'node:fs'
import { issueCrl, publishCrl } from '@zcert/authority'
import { readBoundedFile } from '@zcert/files'
import { type DurationSeconds, instantOf, parseCertificateLists, plus } from '@zcert/x509'
import { ACTOR, openCa } from './story-home.ts'

const [root = '', count = '', skew = '0'] = process.argv.slice(2)

const now = () => plus(instantOf(new Date()), Number(skew) as DurationSeconds)
await using ca = await openCa(root, { now })
const { paths, ledger, certificate } = ca.home
for (let n = 0; n < Number(count); n++) {
  const crl = await issueCrl(ca.context, ACTOR)
  await publishCrl(paths, ledger, certificate, crl)
  const [published] = parseCertificateLists(readBoundedFile(paths.crl))
  writeSync(1, `${crl.number} ${crl.thisUpdate} ${published?.crlNumber}\n`)
}
