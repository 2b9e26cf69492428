import { KEY_PURPOSE } from '../../oids.ts'
import { isDevice } from '../applicability.ts'
import { lintFailed } from '../lint-failed.ts'
import type { LintRule } from '../lint-rule.ts'

/**
 * A device is a TLS client and never a server, whatever its profile says: it could pose as the
 * gateway.
 */
export const deviceIsNoServer: LintRule = {
  id: 'device-is-no-server',
  citation: 'the guide, "Create Certificate Signing Request"',
  applies: isDevice,
  run: ({ certificate }) =>
    certificate.extensions.extendedKeyUsage?.includes(KEY_PURPOSE.serverAuth)
      ? lintFailed("the device's certificate would pass for a server's (serverAuth)")
      : undefined,
}
