import type { CommandDefinition } from '../command.ts'
import { deviceAdd } from './device/add.ts'
import { deviceList } from './device/list.ts'
import { deviceShow } from './device/show.ts'

/** The commands of `zcert device`. */
export const device: CommandDefinition = (group, context) => {
  for (const define of [deviceAdd, deviceList, deviceShow]) define(group, context)
}
