import { openHome, restoreCrl, syncProjections } from '@zcert/authority'
import { type CommandDefinition, homeOf, withHome } from '../../command.ts'

/** `zcert ca sync`: writes `newcerts/`, `index.txt` and `crl/crl.pem` again from the ledger. */
export const caSync: CommandDefinition = (group, { output }) => {
  withHome(group.command('sync'))
    .description('write newcerts/, index.txt and crl/crl.pem again, complete, from the ledger')
    .action(async (options: { home?: string }) => {
      await using home = await openHome(homeOf(options))
      const written = await syncProjections(home.paths, home.ledger, 'everything')
      const crl = (await restoreCrl(home.paths, home.ledger, home.certificate)) ?? null
      output.result({ home: home.paths.root, certificates: written, crl }, [
        `wrote ${written} certificates and index.txt`,
        crl === null ? 'there is no CRL to write' : `wrote CRL ${crl}: ${home.paths.crl}`,
      ])
    })
}
