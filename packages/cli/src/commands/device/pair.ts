import { randomBytes } from 'node:crypto'
import {
  assertServiceUrl,
  DEFAULT_SERVICE_URL,
  openHome,
  pairDevice,
  pairingUri,
} from '@zcert/authority'
import { writeFileDurably } from '@zcert/files'
import { formatInstant, parseDeviceId } from '@zcert/x509'
import { type CommandDefinition, homeOf, localActor, withHome } from '../../command.ts'
import { now } from '../../options.ts'
import { assertNoInput, assertWritable, homeFiles } from '../../output-file.ts'
import { drawQrCode } from '../../qr/qr-code.ts'

interface Options {
  readonly home?: string
  readonly url?: string
  readonly svg?: string
  readonly png?: string
}

/** `zcert device pair`: the code is shown here and nowhere again. */
export const devicePair: CommandDefinition = (group, { output }) => {
  withHome(group.command('pair'))
    .description('make the code with which a device enrols once, within ten minutes')
    .argument('<id>', 'device ID')
    .option(
      '--url <url>',
      `address of the service (default: serviceUrl in zcert.yaml, else ${DEFAULT_SERVICE_URL})`,
    )
    .option('--svg <file>', 'write the QR code as SVG; whoever reads it can enrol as the device')
    .option('--png <file>', 'write the QR code as PNG; whoever reads it can enrol as the device')
    .action(async (id: string, options: Options) => {
      const deviceId = parseDeviceId(id)
      const { url, svg, png } = options
      if (url !== undefined) assertServiceUrl(url)
      const root = homeOf(options)
      for (const [option, path] of Object.entries({ '--svg': svg, '--png': png })) {
        if (path === undefined) continue
        assertWritable(path)
        assertNoInput(path, homeFiles(root), option)
      }
      await using home = await openHome(root)
      const serviceUrl = url ?? home.configuration.serviceUrl ?? DEFAULT_SERVICE_URL
      const pairing = await pairDevice(
        { ledger: home.ledger, now, randomBytes },
        deviceId,
        localActor(),
      )
      const { code } = pairing
      const expiresAt = formatInstant(pairing.expiresAt)
      const caPublicKey = home.certificate.publicKey
      const qr = pairingUri({ serviceUrl, deviceId, code, caPublicKey })
      const drawn = await drawQrCode(qr)
      if (svg !== undefined) writeFileDurably(svg, drawn.svg, 0o600)
      if (png !== undefined) writeFileDurably(png, drawn.png, 0o600)
      output.result({ deviceId, code, expiresAt, qr }, [
        `pairing code of ${deviceId}: ${code}`,
        `taken once, at ${serviceUrl}, until ${expiresAt}`,
        ...drawn.lines,
      ])
    })
}
