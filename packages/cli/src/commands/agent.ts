import type { CommandDefinition } from '../command.ts'
import { agentActivate } from './agent/activate.ts'
import { agentCrl } from './agent/crl.ts'
import { agentCsr } from './agent/csr.ts'
import { agentInstall } from './agent/install.ts'
import { agentSend } from './agent/send.ts'
import { agentValidate } from './agent/validate.ts'

/** The commands of `zcert agent`. */
export const agent: CommandDefinition = (group, context) => {
  for (const define of [agentCrl, agentCsr, agentInstall, agentActivate, agentValidate, agentSend])
    define(group, context)
}
