import { SqliteSession } from '../packages/ledger/src/sql/sqlite-session.ts'
const acc = new Map<string,{n:number,t:number,c:number}>()
const P=SqliteSession.prototype as any
for (const m of ['get','all','run','control'] as const) { const o=P[m]; P[m]=function(sql:string,...a:any[]){ const s=performance.now(); const c0=sql==='COMMIT'?process.cpuUsage():undefined; const r=o.call(this,sql,...a); const d=performance.now()-s; const k=sql.replace(/\s+/g,' ').slice(0,60); const e=acc.get(k)??{n:0,t:0,c:0}; e.n++; e.t+=d; if(c0){const c=process.cpuUsage(c0); e.c+=(c.user+c.system)/1000} acc.set(k,e); return r } }
process.on('exit',()=>{ for(const [k,e] of [...acc].sort((a,b)=>b[1].t-a[1].t).slice(0,12)) console.log((e.t).toFixed(1).padStart(8),'ms',String(e.n).padStart(6),(e.t*1000/e.n).toFixed(1).padStart(7),'us','cpu',e.c.toFixed(0),k) })
await import('./zz.ts')
