import type { CommandDefinition } from '../command.ts'
import { deviceAdd } from './device/add.ts'
import { deviceImport } from './device/import.ts'
import { deviceList } from './device/list.ts'
import { devicePair } from './device/pair.ts'
import { deviceRetire } from './device/retire.ts'
import { deviceShow } from './device/show.ts'
import { deviceResume, deviceSuspend } from './device/suspend.ts'

/** The commands of `zcert device`. */
export const device: CommandDefinition = (group, context) => {
  for (const define of [
    deviceAdd,
    deviceImport,
    deviceList,
    deviceShow,
    devicePair,
    deviceSuspend,
    deviceResume,
    deviceRetire,
  ])
    define(group, context)
}
