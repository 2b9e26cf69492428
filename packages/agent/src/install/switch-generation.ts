import type { DeviceId } from '@zcert/x509'
import type { DeviceFolder } from '../folder/device-folder.ts'
import { pruneGenerations } from '../folder/generation.ts'

/**
 * The one rename. The links that firmware knows exist before it, so that nothing else has to happen after;
 * only a plain file that lay under one of their names is replaced now.
 * @returns the generation that was in use before
 */
export function switchTo(
  folder: DeviceFolder,
  deviceId: DeviceId,
  generation: string,
): string | undefined {
  const previous = folder.generation('current')
  folder.linkStableNames(deviceId)
  folder.point('current', generation)
  folder.linkStableNames(deviceId)
  return previous
}

/** Takes away the names of a waiting pair that is in use by now. */
export function hideNext(folder: DeviceFolder, deviceId: DeviceId): void {
  folder.linkNewNames(deviceId, false)
  folder.unlink('next')
}

/**
 * Removes all generations but the one in use, the one that waits, and the one before. Nothing is removed
 * when a run that was cut off is repeated: it no longer knows which one was before.
 */
export function pruneBehind(folder: DeviceFolder, previous?: string): void {
  const current = folder.generation('current')
  if (previous !== undefined && previous === current) return
  pruneGenerations(folder, [current, folder.generation('next'), previous])
}
