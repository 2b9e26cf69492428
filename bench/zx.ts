import { sign, createPublicKey, generateKeyPairSync } from 'node:crypto'
import { checkRequest, encodeCertificationRequest, encodeCertificationRequestInfo, parseCertificationRequest, parseSubjectPublicKeyInfo, requestedExtensions, requestedSubject, signingAlgorithmFor, Z_MONITOR, lintCertificate, parseTbsCertificate, formatName, certificateFingerprint, encodeCertificate, publicKeyHash, verifyProofOfPossession } from '@zcert/x509'
import { prepareCertificate } from '../packages/authority/src/issue/prepare-certificate.ts'
import { runRules } from '../packages/x509/src/rule.ts'
import { REQUEST_RULES } from '../packages/x509/src/request/request-rules.ts'
import { LINT_RULES } from '../packages/x509/src/lint/lint-rules.ts'
import { BenchHome } from './bench-home.ts'
await using bench = await BenchHome.create('p-256')
const key = generateKeyPairSync('rsa',{modulusLength:2048}).privateKey
const publicKey = parseSubjectPublicKeyInfo(createPublicKey(key).export({type:'spki',format:'der'})); const id=`B-1` as any; const info=encodeCertificationRequestInfo(requestedSubject(id),publicKey,requestedExtensions(id,publicKey)); const {identifier,digest}=signingAlgorithmFor(publicKey.kind); const der= encodeCertificationRequest(info,identifier,sign(digest,info,key))
const t=(name:string,n:number,f:()=>unknown)=>{for(let i=0;i<3000;i++)f();const c=process.cpuUsage();const w=performance.now();for(let i=0;i<n;i++)f();const d=process.cpuUsage(c);console.log(name.padEnd(40),((d.user+d.system)/n).toFixed(2), ((performance.now()-w)/n*1000).toFixed(2))}
const csr=parseCertificationRequest(der), identity={kind:'device',deviceId:id} as const
t('parse csr',20000,()=>parseCertificationRequest(der))
t('check request',3000,()=>checkRequest({csr,identity,profile:Z_MONITOR,issuer:bench.context.certificate.subject}))
for (const r of REQUEST_RULES) t('  '+r.id,5000,()=>runRules([r],{csr,identity,profile:Z_MONITOR,issuer:bench.context.certificate.subject}))
const at=bench.context.now()
t('prepare',5000,()=>prepareCertificate(bench.context,{identity,profile:Z_MONITOR,publicKey},at))
const p=prepareCertificate(bench.context,{identity,profile:Z_MONITOR,publicKey},at)
t('parse tbs',20000,()=>parseTbsCertificate(p.certificate.tbs))
t('lint',10000,()=>lintCertificate({certificate:p.certificate,issuedAt:at,issuer:bench.context.certificate,endEntity:{profile:Z_MONITOR,identity}}))
t('subject()',20000,()=>Z_MONITOR.subject(identity,bench.context.certificate.subject))
t('san()',20000,()=>Z_MONITOR.subjectAltNames(identity))
t('formatName',20000,()=>formatName(p.certificate.subject))
t('fingerprint',20000,()=>certificateFingerprint(p.certificate.tbs))
t('keyhash',20000,()=>publicKeyHash(publicKey))
t('encode',20000,()=>encodeCertificate(p.certificate.tbs,identifier,p.certificate.tbs))
