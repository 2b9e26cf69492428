import type { CommandDefinition } from '../command.ts'
import { certActivate } from './cert/activate.ts'
import { certIssue } from './cert/issue.ts'
import { certList } from './cert/list.ts'
import { certRelease } from './cert/release.ts'
import { certRevoke } from './cert/revoke.ts'
import { certShow } from './cert/show.ts'
import { certSign } from './cert/sign.ts'
import { certVerify } from './cert/verify.ts'

/** The commands of `zcert cert`. */
export const cert: CommandDefinition = (group, context) => {
  for (const define of [
    certIssue,
    certSign,
    certVerify,
    certShow,
    certList,
    certRevoke,
    certRelease,
    certActivate,
  ])
    define(group, context)
}
