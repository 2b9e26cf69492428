import type { CommandDefinition } from '../command.ts'
import { gatewayServe } from './gateway/serve.ts'

/** The commands of `zcert gateway`. */
export const gateway: CommandDefinition = (group, context) => {
  for (const define of [gatewayServe]) define(group, context)
}
