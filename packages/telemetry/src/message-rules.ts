import type { MessageRule } from './message-rule.ts'
import { alg } from './rules/alg.ts'
import { components } from './rules/components.ts'
import { contentDigest } from './rules/content-digest.ts'
import { contentLength } from './rules/content-length.ts'
import { contentType } from './rules/content-type.ts'
import { createdAhead } from './rules/created-ahead.ts'
import { createdStale } from './rules/created-stale.ts'
import { deviceId } from './rules/device-id.ts'
import { keyid } from './rules/keyid.ts'
import { signature } from './rules/signature.ts'

/**
 * Every rule for a message, in the order in which their violations are reported: first what names
 * the cause best, last what costs most.
 */
export const MESSAGE_RULES: readonly MessageRule[] = [
  components,
  keyid,
  deviceId,
  alg,
  contentType,
  contentLength,
  createdAhead,
  createdStale,
  contentDigest,
  signature,
]
