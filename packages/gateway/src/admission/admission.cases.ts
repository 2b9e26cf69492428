import { MockCa, type MockCertificate, type Oddity, oddDevice } from '@zcert/testkit'
import {
  type Certificate,
  type CertificateList,
  days,
  type Instant,
  parseInstant,
  plus,
  seconds,
} from '@zcert/x509'
import type { RegisteredDevice } from '../ports.ts'
import { CrlIndex } from '../revocation/crl-index.ts'
import type { AdmissionPolicy } from './admission.ts'
import type { AdmissionStep } from './admission-checks.ts'

/** The moment of these tests: a day after CA, devices and CRL were made. */
export const AT = parseInstant('2026-11-24T12:00:00Z')

/** The CA that the gateway trusts. */
export const ca = MockCa.create()
const device = ca.issue().certificate
const nextUpdate = plus(AT, days(6))

/** What differs from a good device before a good gateway. */
interface Changes {
  readonly peer?: Uint8Array | undefined
  readonly status?: RegisteredDevice['status'] | 'unregistered'
  /** The CRL that was loaded, a day before; nothing when none ever was. */
  readonly crl?: CertificateList | 'none'
  readonly authorize?: AdmissionPolicy['authorize']
  readonly at?: Instant
}

/** A peer in front of the gateway. */
export interface PeerCase {
  readonly peer: Uint8Array | undefined
  readonly policy: AdmissionPolicy
  readonly at: Instant
}

/** A refusal and its accepted twin, which differs in nothing else. */
export interface RefusalCase {
  readonly name: string
  readonly code: string
  readonly step: AdmissionStep
  readonly mayHearWhy: boolean
  readonly refused: () => PeerCase
  readonly accepted: () => PeerCase
}

/** A good device before a good gateway, but for what `changes` say. */
export function peerCase(changes: Changes = {}): PeerCase {
  const { status = 'active', crl = ca.crl(), at = AT } = changes
  const index = new CrlIndex(ca.certificate)
  if (crl !== 'none') index.load(crl, crl.thisUpdate)
  return {
    peer: 'peer' in changes ? changes.peer : device.der,
    at,
    policy: {
      trustAnchors: [ca.certificate],
      directory: {
        find: async (deviceId) => (status === 'unregistered' ? undefined : { deviceId, status }),
      },
      revocation: { current: async () => index.checker() },
      ...(changes.authorize === undefined ? {} : { authorize: changes.authorize }),
    },
  }
}

const showing = ({ certificate }: MockCertificate, changes: Changes = {}) =>
  peerCase({ peer: certificate.der, ...changes })

function listing({ serialNumber }: Certificate, at = AT): CertificateList {
  return ca.crl({ revoked: [{ serialNumber, revocationDate: at, reason: 'keyCompromise' }] })
}

/** A certificate that our CA signed, and that is not acceptable for one oddity. */
function odd(oddity: Oddity, code: string, step: AdmissionStep, mayHearWhy = true): RefusalCase {
  return {
    name: oddity.replaceAll('-', ' '),
    ...{ code, step, mayHearWhy },
    refused: () => showing(oddDevice(ca, oddity)),
    accepted: () => showing(ca.issue()),
  }
}

/** A good certificate before a gateway that knows something against it. */
function known(
  name: string,
  [code, step]: readonly [string, AdmissionStep],
  refused: Changes,
  accepted: Changes = {},
): RefusalCase {
  return {
    ...{ name, code, step, mayHearWhy: true },
    refused: () => peerCase(refused),
    accepted: () => peerCase(accepted),
  }
}

const at = (moment: Instant, offset: number) => ({ at: plus(moment, seconds(offset)) })

/** Every reason for which a peer is refused, with its twin. */
export const REFUSALS: readonly RefusalCase[] = [
  {
    name: 'no certificate',
    ...{ code: 'certificate_missing', step: 'tls-handshake', mayHearWhy: false },
    refused: () => peerCase({ peer: undefined }),
    accepted: () => peerCase(),
  },
  {
    name: 'garbage in place of a certificate',
    ...{ code: 'certificate_malformed', step: 'tls-handshake', mayHearWhy: false },
    refused: () => peerCase({ peer: Buffer.from('3003020101ff', 'hex') }),
    accepted: () => peerCase(),
  },
  {
    name: 'a certificate with one octet behind it',
    ...{ code: 'certificate_malformed', step: 'tls-handshake', mayHearWhy: false },
    refused: () => peerCase({ peer: Buffer.concat([device.der, Buffer.from([0])]) }),
    accepted: () => peerCase(),
  },
  {
    name: 'a certificate of another CA with the same name',
    ...{ code: 'issuer_unknown', step: 'chain', mayHearWhy: false },
    refused: () => showing(MockCa.create().issue()),
    accepted: () => showing(ca.issue()),
  },
  {
    name: 'a certificate of a CA with another name',
    ...{ code: 'issuer_unknown', step: 'chain', mayHearWhy: false },
    refused: () => showing(ca.subordinate().issue()),
    accepted: () => showing(ca.issue()),
  },
  odd('tampered', 'signature_invalid', 'chain', false),
  odd('unknown-critical-extension', 'critical_extension_unknown', 'chain', false),
  known('expired', ['certificate_expired', 'chain'], at(device.notAfter, 1), {
    ...at(device.notAfter, 0),
    crl: ca.crl({ nextUpdate: device.notAfter }),
  }),
  {
    name: 'not yet valid',
    ...{ code: 'not_yet_valid', step: 'chain', mayHearWhy: true },
    refused: () => showing(ca.issue({ notBefore: plus(AT, seconds(1)) })),
    accepted: () => showing(ca.issue({ notBefore: AT })),
  },
  odd('server-auth-only', 'purpose_forbidden', 'chain'),
  odd('identity-missing', 'device_identity_missing', 'device-id'),
  odd('identity-in-the-common-name-only', 'device_identity_cn_only', 'device-id'),
  odd('identity-doubled', 'device_identity_doubled', 'device-id'),
  odd('identity-no-utf8-string', 'device_identity_malformed', 'device-id'),
  known('unregistered', ['device_not_registered', 'registration'], { status: 'unregistered' }),
  known('suspended', ['device_suspended', 'registration'], { status: 'suspended' }),
  known('retired', ['device_retired', 'registration'], { status: 'retired' }),
  {
    ...known('revoked', ['certificate_revoked', 'revocation'], { crl: listing(device) }),
    accepted: () => showing(ca.issue(), { crl: listing(device) }),
  },
  known('no CRL was ever loaded', ['crl_missing', 'revocation'], { crl: 'none' }),
  known(
    'the CRL is stale beyond its grace of a week',
    ['crl_stale', 'revocation'],
    at(nextUpdate, 7 * 86_400 + 1),
    at(nextUpdate, 7 * 86_400),
  ),
  known(
    'not authorised',
    ['not_authorized', 'authorization'],
    { authorize: () => false },
    {
      authorize: async () => true,
    },
  ),
]
