import { openHome } from '@zcert/authority'
import { issuanceUnfinished, LedgerError } from '@zcert/ledger'
import { encodePem, parseCertificate, parseSerialNumber } from '@zcert/x509'
import { type CommandDefinition, homeOf, withHome } from '../../command.ts'
import { describeCertificate } from '../../describe-certificate.ts'
import { recordValue } from '../../describe-record.ts'

/** `zcert cert show`. */
export const certShow: CommandDefinition = (group, { output }) => {
  withHome(group.command('show'))
    .description('show a certificate of the inventory')
    .argument('<serial>', 'its serial number, in hexadecimal')
    .option('--pem', 'print the certificate as PEM')
    .action(async (written: string, options: { home?: string; pem?: boolean }) => {
      const serial = parseSerialNumber(written)
      await using home = await openHome(homeOf(options))
      const { certificates, issuances } = home.ledger.reader
      const record = await certificates.find(serial)
      const der = await issuances.der(serial)
      if (record === undefined || der === undefined) {
        const begun = der === undefined ? await issuances.find(serial) : undefined
        if (begun !== undefined) throw issuanceUnfinished(begun)
        throw new LedgerError(
          'certificate_unknown',
          `this CA issued no certificate with the serial number ${serial}`,
          {
            details: { serial },
          },
        )
      }
      const { value, lines } = describeCertificate(parseCertificate(der))
      const pem = encodePem('CERTIFICATE', der)
      const reason = record.revocationReason === undefined ? '' : ` (${record.revocationReason})`
      output.result(
        { ...value, ...recordValue(record), pem },
        options.pem
          ? [pem.trimEnd()]
          : [`device  ${record.deviceId}`, `status  ${record.status}${reason}`, ...lines],
      )
    })
}
