import { installCrl } from '@zcert/agent'
import type { CommandDefinition } from '../../command.ts'
import { readCrls } from '../../read-certificate-files.ts'

/** `zcert agent crl`: the guide's "Distribute CRL", on the device. */
export const agentCrl: CommandDefinition = (group, { output }) => {
  group
    .command('crl')
    .description('put a newer CRL of the CA in place')
    .argument('<file>', 'the CRL, PEM or DER')
    .requiredOption('--dir <dir>', 'the device folder')
    .action((file: string, { dir }: { dir: string }) => {
      const numbers = readCrls([file]).map((crl) => {
        const number = installCrl(dir, crl)
        return number === undefined ? null : Number(number)
      })
      output.result(
        { dir, numbers },
        numbers.map((number) => `CRL ${number ?? 'without number'} is in place in ${dir}`),
      )
    })
}
