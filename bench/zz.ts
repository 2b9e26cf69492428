import { sign, createPublicKey } from 'node:crypto'
import { signRequest } from '@zcert/authority'
import { encodeCertificationRequest, encodeCertificationRequestInfo, parseCertificationRequest, parseSubjectPublicKeyInfo, requestedExtensions, requestedSubject, signingAlgorithmFor, Z_MONITOR } from '@zcert/x509'
import { ACTOR, BenchHome } from './bench-home.ts'
import { timed } from './measure.ts'
import { rsaKeyPool } from './rsa-key-pool.ts'
await using bench = await BenchHome.create('p-256')
const N=9000
await bench.register(N)
const keys = await rsaKeyPool(N)
const csrs = keys.map((key,n)=>{ const publicKey = parseSubjectPublicKeyInfo(createPublicKey(key).export({type:'spki',format:'der'})); const id=`B-${n}` as any; const info=encodeCertificationRequestInfo(requestedSubject(id),publicKey,requestedExtensions(id,publicKey)); const {identifier,digest}=signingAlgorithmFor(publicKey.kind); return encodeCertificationRequest(info,identifier,sign(digest,info,key))})
import { Session } from 'node:inspector/promises'
import fs from 'node:fs'
const s = new Session(); s.connect(); const P=process.argv[2]==='prof'
let next=0
const go=(upto:number)=>timed(async () => {  const w=async()=>{for(let n=next++;n<upto;n=next++){const csr=parseCertificationRequest(csrs[n] as Buffer); await signRequest(bench.context,{csr,identity:{kind:'device',deviceId:`B-${n}` as any},profile:Z_MONITOR},ACTOR)} next=upto}; await Promise.all(Array.from({length:128},w)) })
for (const u of [1000,3000]) { const r=await go(u); console.log((r.cpu/u*1e6).toFixed(1)) }
if(P){await s.post('Profiler.enable'); await s.post('Profiler.setSamplingInterval',{interval:200}); await s.post('Profiler.start')}
const r = await go(N)
if(P){const { profile } = await s.post('Profiler.stop'); fs.writeFileSync('/tmp/p.cpuprofile', JSON.stringify(profile))}
console.log('steady', (6000/r.cpu).toFixed(0), 'per cpu s', (6000/r.wall).toFixed(0), 'wall', (r.cpu/6000*1e6).toFixed(1),'us')
