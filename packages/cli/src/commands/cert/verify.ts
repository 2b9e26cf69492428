import {
  type Home,
  openHome,
  REQUIRABLE_CHECKS,
  type RequirableCheck,
  unreadableReport,
  verifyCertificate,
} from '@zcert/authority'
import {
  type Certificate,
  CodedError,
  failed,
  type Instant,
  issuerKeyIdOf,
  parseCertificateList,
  type StepOutcome,
  type ValidationReport,
  validationExitCode,
} from '@zcert/x509'
import { type CommandDefinition, homeOf } from '../../command.ts'
import { describeReport } from '../../describe-report.ts'
import { CliError } from '../../errors.ts'
import { collect, momentOf, wordsOption } from '../../options.ts'
import { readCertificates, readCrls } from '../../read-certificate-files.ts'

interface Options {
  readonly ca?: string
  readonly crl?: readonly string[]
  readonly deviceId?: string
  readonly at?: string
  readonly home?: string
  readonly require: readonly RequirableCheck[]
}

/** `zcert cert verify`: the guide's checklist, each line with its evidence. */
export const certVerify: CommandDefinition = (group, { output, exit }) => {
  group
    .command('verify')
    .description(
      "run the guide's verification checklist on a device certificate; exit 0 when nothing fails",
    )
    .argument('<file>', 'the certificate, alone or with its chain, PEM or DER')
    .option('--ca <file>', 'the trusted CA certificate (default: the one of --home)')
    .option('--crl <file>', "the CA's CRL; repeats", collect)
    .option('--device-id <id>', 'the ID that the certificate must carry')
    .option('--at <time>', 'judge at this moment, RFC 3339 (default: now)')
    .option(
      '--home <dir>',
      "the CA's home, to look up the serial number and, without --crl, the newest CRL",
    )
    .option(
      '--require <checks>',
      'checks that must not stay open: serial,revocation,device-id',
      wordsOption('--require', REQUIRABLE_CHECKS),
      [],
    )
    .action(async (file: string, options: Options) => {
      const report = await verify(file, options)
      output.result(report, describeReport(report))
      exit(validationExitCode(report.code))
    })
}

async function verify(file: string, options: Options): Promise<ValidationReport> {
  const at = momentOf(options.at)
  if (options.home === undefined) {
    if (options.ca === undefined)
      throw new CliError('usage', 'nothing to trust: give --ca FILE or --home DIR')
    return judge(file, options, at, undefined)
  }
  await using home = await openHome(homeOf(options))
  return await judge(file, options, at, home)
}

async function judge(
  file: string,
  options: Options,
  at: Instant,
  home: Home | undefined,
): Promise<ValidationReport> {
  const certificates = attempt(() => readCertificates(file))
  const anchors = attempt(() =>
    options.ca === undefined ? ownCa(home) : readCertificates(options.ca),
  )
  const given = attempt(() => (options.crl === undefined ? undefined : readCrls(options.crl)))
  if (certificates instanceof CodedError) return unreadableReport(unreadable(certificates))
  if (anchors instanceof CodedError) return unreadableReport(unreadable(anchors))
  const [certificate, ...intermediates] = certificates
  const crls = given instanceof CodedError ? undefined : (given ?? (await newestCrl(home)))
  return verifyCertificate({
    ...(given instanceof CodedError ? { files: unreadable(given) } : {}),
    certificate,
    intermediates,
    trustAnchors: anchors,
    at,
    required: options.require,
    ...(crls === undefined ? {} : { crls }),
    ...(options.deviceId === undefined ? {} : { expectedDeviceId: options.deviceId }),
    ...(home === undefined ? {} : { ledger: home.ledger.reader }),
  })
}

function unreadable({ code, message }: CodedError): StepOutcome {
  return failed('file_unreadable', code, message)
}

/** What `read` gives, or why it could not. */
function attempt<T>(read: () => T): T | CodedError {
  try {
    return read()
  } catch (error) {
    if (error instanceof CodedError) return error
    throw error
  }
}

function ownCa(home: Home | undefined): Certificate[] {
  return home === undefined ? [] : [home.certificate]
}

async function newestCrl(home: Home | undefined) {
  if (home === undefined) return undefined
  const { certificate, ledger } = home
  const latest = await ledger.reader.crls.latest(issuerKeyIdOf(certificate))
  return latest && [parseCertificateList(latest.der)]
}
