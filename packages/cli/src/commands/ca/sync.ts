import { openHome, syncProjections } from '@zcert/authority'
import { type CommandDefinition, homeOf, withHome } from '../../command.ts'

/** `zcert ca sync`: writes `newcerts/` and `index.txt` again from the ledger. */
export const caSync: CommandDefinition = (group, { output }) => {
  withHome(group.command('sync'))
    .description('write newcerts/ and index.txt again, complete, from the ledger')
    .action(async (options: { home?: string }) => {
      await using home = await openHome(homeOf(options))
      const written = await syncProjections(home.paths, home.ledger, 'everything')
      output.result({ home: home.paths.root, certificates: written }, [
        `wrote ${written} certificates and index.txt`,
      ])
    })
}
