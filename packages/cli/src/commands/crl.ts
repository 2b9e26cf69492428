import type { CommandDefinition } from '../command.ts'
import { crlGenerate } from './crl/generate.ts'
import { crlShow } from './crl/show.ts'

/** The commands of `zcert crl`. */
export const crl: CommandDefinition = (group, context) => {
  for (const define of [crlGenerate, crlShow]) define(group, context)
}
