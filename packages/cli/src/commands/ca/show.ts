import { openHome } from '@zcert/authority'
import { issuerAddresses } from '@zcert/x509'
import { type CommandDefinition, homeOf, withHome } from '../../command.ts'
import { describeCertificate } from '../../describe-certificate.ts'
import { exposedKey } from '../../exposed-key.ts'

/** `zcert ca show`: what the guide's step 4 checks. */
export const caShow: CommandDefinition = (group, { output }) => {
  withHome(group.command('show'))
    .description('show the CA certificate and where its CRL is found')
    .action(async (options: { home?: string }) => {
      await using home = await openHome(homeOf(options))
      const { value, lines } = describeCertificate(home.certificate)
      const exposed = exposedKey(home.paths.caKey)
      if (exposed !== undefined) output.note(exposed)
      const { publicUrl } = home.configuration
      const addresses = publicUrl === undefined ? undefined : issuerAddresses(publicUrl)
      const where =
        addresses?.crl ?? 'none: certificates name no CRL address (see ca init --public-url)'
      output.result({ home: home.paths.root, ...value, crlAddress: addresses?.crl ?? null }, [
        ...lines,
        `CRL address: ${where}`,
      ])
    })
}
