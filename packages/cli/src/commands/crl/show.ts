import { openHome } from '@zcert/authority'
import { formatInstant, formatName, revokedCertificatesOf } from '@zcert/x509'
import { type CommandDefinition, homeOf, withHome } from '../../command.ts'
import { columns, table } from '../../output.ts'
import { readCrls } from '../../read-certificate-files.ts'

/** `zcert crl show`. */
export const crlShow: CommandDefinition = (group, { output }) => {
  withHome(group.command('show'))
    .description('show a CRL and its entries')
    .argument('[file]', "the CRL, PEM or DER (default: the home's)")
    .action(async (file: string | undefined, options: { home?: string }) => {
      const [crl] = readCrls([file ?? (await crlOfHome(homeOf(options)))])
      if (crl === undefined) return
      const entries = [...revokedCertificatesOf(crl)].map((entry) => ({
        serial: entry.serialNumber,
        revokedAt: formatInstant(entry.revocationDate),
        reason: entry.reason,
      }))
      const value = {
        issuer: formatName(crl.issuer),
        number: crl.crlNumber === undefined ? null : Number(crl.crlNumber),
        thisUpdate: formatInstant(crl.thisUpdate),
        nextUpdate: crl.nextUpdate === undefined ? null : formatInstant(crl.nextUpdate),
        authorityKeyIdentifier:
          crl.authorityKeyIdentifier?.keyIdentifier?.toString('hex').toUpperCase() ?? null,
      }
      const rows = Object.entries(value).map(([name, text]): [string, string] => [
        name,
        String(text ?? 'none'),
      ])
      output.result({ ...value, entries }, [
        ...columns([...rows, ['entries', String(entries.length)]]),
        ...(entries.length === 0
          ? []
          : table(
              ['SERIAL', 'REVOKED', 'REASON'],
              entries.map((e) => [e.serial, e.revokedAt, e.reason]),
            )),
      ])
    })
}

async function crlOfHome(root: string): Promise<string> {
  await using home = await openHome(root)
  return home.paths.crl
}
