import { once } from 'node:events'
import type { Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { type AuthorityContext, type Home, issueCrl, openHome, publishCrl } from '@zcert/authority'
import { writeFileDurably } from '@zcert/files'
import { type Log, ledgerDirectory, ledgerRevocation, stopGatewayServer } from '@zcert/gateway'
import { createServiceServer, serverCertificate } from '@zcert/service'
import { issuerKeyIdOf } from '@zcert/x509'
import {
  type CommandDefinition,
  homeOf,
  localActor,
  withCaPassphrase,
  withHome,
} from '../command.ts'
import { CliError } from '../errors.ts'
import { readServerNames } from '../identity-option.ts'
import { collect, listenOption, now } from '../options.ts'
import type { Output } from '../output.ts'
import { followLedger } from '../projection.ts'
import { unlock } from '../unlock.ts'

interface Options {
  readonly home?: string
  readonly passphraseFile?: string
  readonly listen: { host: string; port: number }
  readonly tlsName?: readonly string[]
  readonly readyFile?: string
}

const LOOPBACK = ['localhost', '127.0.0.1', '::1']

/** How often certificate and CRL are looked after: once a minute. */
const UPKEEP_MS = 60_000

/** `zcert serve`: the provisioning service, at which devices enrol by themselves. */
export const serve: CommandDefinition = (group, { output }) => {
  withCaPassphrase(withHome(group))
    .requiredOption(
      '--listen <host:port>',
      'address to listen on; port 0 takes a free one',
      listenOption,
    )
    .option(
      '--tls-name <name>',
      'host name or address under which devices reach it; repeats (default on loopback: localhost, 127.0.0.1, ::1)',
      collect,
    )
    .option('--ready-file <file>', 'written once the service listens, with its address')
    .action((options: Options) => run(options, output))
}

async function run(options: Options, output: Output): Promise<void> {
  const names = namesFor(options)
  const log: Log = (entry) => output.log(JSON.stringify({ at: new Date().toISOString(), ...entry }))
  await using home = await openHome(homeOf(options))
  const context = await unlock(home, options, { note: output.log })
  const folder = join(home.paths.root, 'service')
  let tls = await serverCertificate(context, folder, names, localActor())
  let isStopping = false
  const server = createServiceServer({
    context,
    admission: {
      trustAnchors: [home.certificate],
      directory: ledgerDirectory(home.ledger),
      revocation: ledgerRevocation(home.ledger, home.certificate, now, log),
    },
    tls,
    isReady: async () => {
      if (isStopping) throw new Error('the service is stopping')
      await home.ledger.reader.audit.head()
    },
    log,
  })
  const upkeep = async () => {
    if (now() >= tls.renewAt) {
      tls = await serverCertificate(context, folder, names, localActor())
      server.setSecureContext(tls)
      log({ level: 'info', event: 'server_certificate_renewed' })
    }
    await renewCrl(home, context, log)
    await followLedger(home, output)
  }
  await upkeep()
  const timer = setInterval(() => {
    upkeep().catch((error) =>
      log({ level: 'error', event: 'upkeep_failed', reason: String(error) }),
    )
  }, UPKEEP_MS)
  const stopped = Promise.race([once(process, 'SIGTERM'), once(process, 'SIGINT')])
  try {
    const url = await listen(server, options)
    log({ level: 'info', event: 'listening', url })
    if (options.readyFile !== undefined) writeFileDurably(options.readyFile, `${url}\n`, 0o644)
    await stopped
    log({ level: 'info', event: 'stopping' })
  } finally {
    isStopping = true
    clearInterval(timer)
    await stopGatewayServer(server)
    await followLedger(home, output)
  }
}

/** A CRL is replaced before half of its life is over, so that a night without service harms nobody. */
async function renewCrl(home: Home, context: AuthorityContext, log: Log): Promise<void> {
  const { ledger, certificate, paths } = home
  const latest = await ledger.reader.crls.latestSigned(issuerKeyIdOf(certificate))
  const half = latest && (latest.thisUpdate + latest.nextUpdate) / 2
  if (half !== undefined && now() < half) return
  const crl = await issueCrl(context, localActor())
  await publishCrl(paths, ledger, certificate, crl)
  log({ level: 'info', event: 'crl_issued', number: crl.number, entries: crl.entryCount })
}

function namesFor({ listen: { host }, tlsName }: Options): string[] {
  if (tlsName !== undefined) return readServerNames('provisioning', tlsName)
  if (LOOPBACK.includes(host)) return LOOPBACK
  throw new CliError('usage', `--listen ${host} is reached from elsewhere: give --tls-name`, {
    hint: 'name the host names and addresses that devices use, once or more',
  })
}

async function listen(server: Server, { listen: { host, port } }: Options): Promise<string> {
  server.listen(port, host)
  await once(server, 'listening')
  const address = server.address() as AddressInfo
  return `https://${host.includes(':') ? `[${host}]` : host}:${address.port}`
}
