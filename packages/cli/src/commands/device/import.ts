import { type ImportVerdict, importDevices, openHome } from '@zcert/authority'
import type { CodedError } from '@zcert/x509'
import { type CommandDefinition, homeOf, localActor, withHome } from '../../command.ts'
import { now } from '../../options.ts'
import { type DeviceCsv, placeOf, type RowFault, readDeviceCsv } from '../../read-device-csv.ts'

interface Options {
  readonly home?: string
  readonly dryRun?: boolean
}

/** `zcert device import`: ends with 1 when a row was refused; all others are in the registry by then. */
export const deviceImport: CommandDefinition = (group, { output, exit }) => {
  withHome(group.command('import'))
    .description('register the devices of a CSV file, or bring them up to date')
    .argument('<file>', 'CSV with a heading: device_id, serial_number, type, site, ward, label')
    .option('--dry-run', 'say what would happen, and change nothing')
    .action(async (file: string, options: Options) => {
      const { dryRun = false } = options
      const csv = readDeviceCsv(file)
      await using home = await openHome(homeOf(options))
      const devices = csv.rows.map(({ device }) => device)
      const verdicts = await importDevices({ ledger: home.ledger, now }, devices, {
        actor: localActor(),
        dryRun,
        onProgress: (done) => output.progress(done, devices.length),
      })
      const refused = [...csv.faults, ...refusedOf(csv, verdicts)].sort((a, b) => a.line - b.line)
      const count = (verdict: ImportVerdict) => verdicts.filter((one) => one === verdict).length
      const counts = {
        added: count('added'),
        updated: count('updated'),
        unchanged: count('unchanged'),
      }
      output.result({ dryRun, ...counts, refused: refused.map(faultValue) }, [
        ...refused.map(faultLine),
        `${dryRun ? 'would be: ' : ''}${counts.added} added, ${counts.updated} updated, ` +
          `${counts.unchanged} unchanged, ${refused.length} refused`,
      ])
      if (refused.length > 0) exit(1)
    })
}

function refusedOf({ rows, headings }: DeviceCsv, verdicts: readonly ImportVerdict[]): RowFault[] {
  return rows.flatMap(({ line }, at) => {
    const verdict = verdicts[at]
    if (typeof verdict !== 'object') return []
    return [{ line, ...placeOf(String(verdict.details['field']), headings), error: verdict }]
  })
}

function faultValue({ line, column, field, error }: RowFault) {
  const { code, message }: CodedError = error
  return { line, column: column ?? null, field: field ?? null, code, message }
}

function faultLine({ line, column, field, error }: RowFault): string {
  const where = column === undefined ? '' : `, column ${column} (${field})`
  return `line ${line}${where}: ${error.message} (${error.code})`
}
