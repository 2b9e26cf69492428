import type { CommandDefinition } from '../command.ts'
import { auditList } from './audit/list.ts'
import { auditVerify } from './audit/verify.ts'

/** The commands of `zcert audit`. */
export const audit: CommandDefinition = (group, context) => {
  for (const define of [auditVerify, auditList]) define(group, context)
}
