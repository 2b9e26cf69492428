import { MockCa } from '@zcert/testkit'
import { encodeExtendedKeyUsage } from '../../extensions/extended-key-usage.ts'
import { encodeExtension } from '../../extensions/extension.ts'
import { EXTENSION, KEY_PURPOSE } from '../../oids.ts'
import {
  anchor,
  caExtensions,
  deviceFields,
  deviceRequest,
  pathCases,
  requestBelow,
} from '../path-requests.cases.ts'

const { anyExtendedKeyUsage, clientAuth, serverAuth, ocspSigning } = KEY_PURPOSE
const stated = (...purposes: string[]) =>
  encodeExtension(EXTENSION.extendedKeyUsage, false, encodeExtendedKeyUsage(purposes))

const leaf = (...purposes: string[]) =>
  deviceFields({
    without: [EXTENSION.extendedKeyUsage],
    more: purposes.length === 0 ? [] : [stated(...purposes)],
  })

const below = (...purposes: string[]) => {
  const extensions = caExtensions({ more: [stated(...purposes)] })
  return requestBelow([anchor, anchor.subordinate({ extensions })])
}

export const cases = pathCases(
  [
    ['clientAuth', () => deviceRequest()],
    ['clientAuth beside serverAuth', () => deviceRequest(leaf(serverAuth, clientAuth))],
    ['a CA restricted to clientAuth', () => below(clientAuth)],
    ['a CA with anyExtendedKeyUsage', () => below(anyExtendedKeyUsage)],
    ['no purpose where none is asked for', () => deviceRequest(leaf(), { purpose: 'any' })],
    [
      'OCSPSigning for an OCSP signer',
      () => deviceRequest(leaf(ocspSigning), { purpose: 'ocspSigning' }),
    ],
  ],
  [
    ['serverAuth as a client', 'purpose_forbidden', () => deviceRequest(leaf(serverAuth))],
    [
      'a device as a server',
      'purpose_forbidden',
      () => deviceRequest({}, { purpose: 'serverAuth' }),
    ],
    [
      'anyExtendedKeyUsage at the end entity',
      'purpose_forbidden',
      () => deviceRequest(leaf(anyExtendedKeyUsage)),
    ],
    ['no extended key usage', 'purpose_forbidden', () => deviceRequest(leaf())],
    [
      'a device as an OCSP signer',
      'purpose_forbidden',
      () => deviceRequest({}, { purpose: 'ocspSigning' }),
    ],
    [
      'an unknown purpose that only begins like clientAuth',
      'purpose_forbidden',
      () => deviceRequest(leaf(`${clientAuth}.1`)),
    ],
    ['an intermediate restricted to serverAuth', 'purpose_forbidden', () => below(serverAuth)],
    [
      'a trust anchor restricted to serverAuth',
      'purpose_forbidden',
      () => {
        const extensions = caExtensions({ more: [stated(serverAuth)] })
        return requestBelow([MockCa.create({ extensions })])
      },
    ],
  ],
)
