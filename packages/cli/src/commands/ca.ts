import type { CommandDefinition } from '../command.ts'
import { caInit } from './ca/init.ts'
import { caShow } from './ca/show.ts'
import { caSync } from './ca/sync.ts'

/** The commands of `zcert ca`. */
export const ca: CommandDefinition = (group, context) => {
  for (const define of [caInit, caShow, caSync]) define(group, context)
}
