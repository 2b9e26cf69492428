import type { BegunIssuance } from '@zcert/ledger'
import { type DurationSeconds, formatInstant, plus, seconds } from '@zcert/x509'
import type { Actor, AuthorityContext } from '../authority-context.ts'

/** A process that lives signs within this time of its intent, whatever holds it up. */
const PATIENCE = seconds(3600)

/**
 * Gives up issuances that were begun more than an hour ago and never finished: their process was killed
 * between intent and result. Their serial numbers stay taken, and a result that comes after all is
 * refused. Costs one look at an index that is nearly always empty.
 * @returns those that were given up, with an audit entry each in the same transaction
 */
export async function abandonIntents(
  { ledger, now }: Pick<AuthorityContext, 'ledger' | 'now'>,
  actor: Actor,
): Promise<readonly BegunIssuance[]> {
  const at = now()
  const before = plus(at, -PATIENCE as DurationSeconds)
  // Without a transaction nothing is synced to the disk, and a busy ledger holds nobody up.
  if ((await ledger.reader.issuances.open(before)).length === 0) return []
  return ledger.transact(async (tx) => {
    const abandoned = await tx.issuances.abandon(before, at)
    for (const { serial, deviceId, profile, createdAt } of abandoned) {
      await tx.audit.append({
        category: 'certificate',
        severity: 'warning',
        action: 'issuance_abandoned',
        success: false,
        deviceId,
        user: actor.user,
        sourceAddress: actor.sourceAddress,
        details: { serial, profile, begun: formatInstant(createdAt) },
      })
    }
    return abandoned
  })
}
