import type { RuleCases } from '@zcert/testkit'
import { dnsName, ipAddressName } from '../../extensions/general-name.ts'
import { TLS_SERVER } from '../../profile/tls-server.ts'
import type { LintSubject } from '../lint-rule.ts'
import { serviceLintSubject, withNames } from '../lint-subjects.cases.ts'

const ADDRESS = ipAddressName(Buffer.from([10, 0, 0, 5]))

function gateway(): LintSubject {
  return serviceLintSubject({ tlsNames: ['gateway', '10.0.0.5'] })
}

/** The certificate names the address, the registry the address with its zone. */
function zoned(): LintSubject {
  const subject = serviceLintSubject({ tlsNames: ['fe80::5'] })
  const identity = { kind: 'service', name: 'gateway', tlsNames: ['fe80::5%eth0'] } as const
  return { ...subject, endEntity: { profile: TLS_SERVER, identity } }
}

export const cases: RuleCases<LintSubject> = {
  accepted: [
    ['DNS names and addresses in their order', () => serviceLintSubject()],
    [
      'short forms of addresses',
      () => serviceLintSubject({ tlsNames: ['::1', '::ffff:10.0.0.5'] }),
    ],
  ],
  refused: [
    ['a name less', () => withNames(gateway(), dnsName('gateway'))],
    ['a name more', () => withNames(gateway(), dnsName('gateway'), ADDRESS, dnsName('ocsp'))],
    ['another name', () => withNames(gateway(), dnsName('gatevvay'), ADDRESS)],
    [
      'another address',
      () => withNames(gateway(), dnsName('gateway'), ipAddressName(Buffer.from([10, 0, 0, 6]))),
    ],
    [
      'an address with a mask, as constraints have',
      () =>
        withNames(
          gateway(),
          dnsName('gateway'),
          ipAddressName(Buffer.from([10, 0, 0, 5, 255, 0, 0, 0])),
        ),
    ],
    ['an address as DNS name', () => withNames(gateway(), dnsName('gateway'), dnsName('10.0.0.5'))],
    ['an address with a zone, which has no encoding', () => zoned()],
    ['another order', () => withNames(gateway(), ADDRESS, dnsName('gateway'))],
  ],
}
