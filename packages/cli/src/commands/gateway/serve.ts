import { createPublicKey } from 'node:crypto'
import { once } from 'node:events'
import type { Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { openHome } from '@zcert/authority'
import { readBoundedFile, writeFileDurably } from '@zcert/files'
import {
  createGatewayServer,
  type Log,
  ledgerDirectory,
  ledgerRevocation,
  MessageStore,
  stopGatewayServer,
  telemetryRoute,
} from '@zcert/gateway'
import { parseTargetUri, type TargetUri } from '@zcert/telemetry'
import { encodePem, encodePrivateKey, parsePrivateKey, toKeyObject } from '@zcert/x509'
import { type CommandDefinition, homeOf, withHome } from '../../command.ts'
import { CliError } from '../../errors.ts'
import { listenOption, now, wordOption } from '../../options.ts'
import { givenPassphrase } from '../../passphrase-source.ts'
import { named, readCertificates } from '../../read-certificate-files.ts'

interface Options {
  readonly home?: string
  readonly listen: { host: string; port: number }
  readonly tlsCert: string
  readonly tlsKey: string
  readonly tlsKeyPassphraseFile?: string
  readonly ca?: string
  readonly state?: string
  readonly publicUrl?: string
  readonly mode: 'production' | 'development'
  readonly readyFile?: string
}

/** `zcert gateway serve`: the server that only genuine devices may speak to. */
export const gatewayServe: CommandDefinition = (group, { output }) => {
  withHome(group.command('serve'))
    .description('accept signed telemetry from registered, unrevoked devices over mutual TLS')
    .requiredOption(
      '--listen <host:port>',
      'address to listen on; port 0 takes a free one',
      listenOption,
    )
    .requiredOption('--tls-cert <file>', "the server's certificate, with its chain")
    .requiredOption('--tls-key <file>', "the server's private key")
    .option('--tls-key-passphrase-file <file>', 'file with the passphrase of that key')
    .option('--ca <file>', "the CA whose devices may connect (default: the home's)")
    .option(
      '--state <file>',
      'database of messages and audit log (default: gateway.db in the home)',
    )
    .option(
      '--public-url <url>',
      'address under which devices reach this server (default: https://HOST:PORT)',
    )
    .option(
      '--mode <mode>',
      'production (clock skew 60 s) or development (300 s)',
      wordOption('--mode', ['production', 'development']),
      'production',
    )
    .option('--ready-file <file>', 'written once the server listens, with its address')
    .action((options: Options) => serve(options, output.log))
}

async function serve(options: Options, note: (line: string) => void): Promise<void> {
  await using home = await openHome(homeOf(options))
  const log: Log = (entry) => note(JSON.stringify({ at: new Date().toISOString(), ...entry }))
  const trustAnchors = options.ca === undefined ? [home.certificate] : readCertificates(options.ca)
  const pair = readTlsPair(options)
  let publicUrl = options.publicUrl === undefined ? undefined : parseTargetUri(options.publicUrl)
  await using store = await MessageStore.open(options.state ?? join(home.paths.root, 'gateway.db'))
  const server = createGatewayServer({
    ...pair,
    admission: {
      trustAnchors,
      directory: ledgerDirectory(home.ledger),
      revocation: ledgerRevocation(home.ledger, home.certificate, now, log),
    },
    telemetry: telemetryRoute({
      store,
      publicUrl: () => publicUrl ?? address(server, options),
      mode: options.mode,
      now,
    }),
    log,
    audit: (event) => store.audit(event),
    now,
  })
  // From here on: whoever reads the ready file may stop the server at once.
  const stopped = stopSignal()
  await listen(server, options)
  try {
    publicUrl ??= address(server, options)
    log({ level: 'info', event: 'listening', url: publicUrl })
    if (options.readyFile !== undefined)
      writeFileDurably(options.readyFile, `${publicUrl}\n`, 0o644)
    await stopped
    log({ level: 'info', event: 'stopping' })
  } finally {
    await stopGatewayServer(server)
  }
}

/** The server's certificate with its chain, and the key that belongs to it. */
function readTlsPair({ tlsCert, tlsKey, tlsKeyPassphraseFile: file }: Options) {
  const chain = readCertificates(tlsCert)
  using passphrase = givenPassphrase({
    ...{ file, option: '--tls-key-passphrase-file', credential: 'tls-key', what: 'TLS key' },
  })
  const key = named(tlsKey, () => parsePrivateKey(readBoundedFile(tlsKey), passphrase?.bytes))
  if (!createPublicKey(key).equals(toKeyObject(chain[0].publicKey))) {
    throw new CliError('key_mismatch', `${tlsKey} is not the key of ${tlsCert}`, {
      hint: 'give the pair that was made together',
    })
  }
  return {
    cert: chain.map(({ der }) => encodePem('CERTIFICATE', der)).join(''),
    key: encodePrivateKey(key),
  }
}

async function listen(server: Server, { listen: { host, port } }: Options): Promise<void> {
  server.listen(port, host)
  await once(server, 'listening')
}

function address(server: Server, { listen: { host } }: Options): TargetUri {
  const { port } = server.address() as AddressInfo
  return parseTargetUri(`https://${host.includes(':') ? `[${host}]` : host}:${port}`)
}

function stopSignal(): Promise<unknown> {
  return Promise.race([once(process, 'SIGTERM'), once(process, 'SIGINT')])
}
