import { type Home, syncProjections } from '@zcert/authority'
import { CodedError } from '@zcert/x509'
import { explainFailure } from './explain-failure.ts'
import type { Output } from './output.ts'
import { visible } from './visible.ts'

/**
 * Brings `newcerts/` and `index.txt` up to the ledger. What was done is on record by then, so a failure
 * here is told and is no failure of the command.
 */
export async function followLedger({ paths, ledger }: Home, output: Output): Promise<void> {
  try {
    await syncProjections(paths, ledger)
  } catch (error) {
    const failure = explainFailure(error)
    if (!(failure instanceof CodedError)) throw error
    output.log(
      `warning: newcerts/ and index.txt are behind the ledger: ${visible(failure.message)} (${failure.code})\nhint: ${visible(`zcert ca sync --home ${paths.root}`)}`,
    )
  }
}
