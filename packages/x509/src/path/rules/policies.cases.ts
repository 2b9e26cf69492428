import { der, derExtension, derOid, MockCa } from '@zcert/testkit'
import { ANY_POLICY, EXTENSION } from '../../oids.ts'
import {
  anchor,
  caExtensions,
  deviceFields,
  deviceRequest,
  pathCases,
  requestBelow,
} from '../path-requests.cases.ts'

const [A, B] = ['2.16.840.1.101.3.2.1.48.1', '2.16.840.1.101.3.2.1.48.2']
const number = (context: number, value: number) => der(context, Buffer.from([value]))
const constraints = (...fields: Buffer[]) =>
  derExtension(EXTENSION.policyConstraints, true, der(0x30, ...fields))
const mapping = (from: string, to: string) =>
  derExtension(EXTENSION.policyMappings, true, der(0x30, der(0x30, derOid(from), derOid(to))))

const below = (extension: Buffer) =>
  requestBelow([anchor, anchor.subordinate({ extensions: caExtensions({ more: [extension] }) })])

export const cases = pathCases(
  [
    ['inhibitPolicyMapping alone', () => below(constraints(number(0x81, 0)))],
    ['one policy mapped to another', () => below(mapping(A, B))],
    ['a path without policies', () => deviceRequest()],
  ],
  [
    [
      'requireExplicitPolicy 0 at an intermediate',
      'policy_unsupported',
      () => below(constraints(number(0x80, 0))),
    ],
    [
      'requireExplicitPolicy after more certificates than there are',
      'policy_unsupported',
      () => below(constraints(number(0x80, 100), number(0x81, 0))),
    ],
    [
      'requireExplicitPolicy at the trust anchor',
      'policy_unsupported',
      () => {
        const extensions = caExtensions({ more: [constraints(number(0x80, 0))] })
        return requestBelow([MockCa.create({ extensions })])
      },
    ],
    [
      'requireExplicitPolicy at the end entity',
      'policy_unsupported',
      () => deviceRequest(deviceFields({ more: [constraints(number(0x80, 0))] })),
    ],
    ['a policy mapped to anyPolicy', 'policy_unsupported', () => below(mapping(A, ANY_POLICY))],
    ['anyPolicy mapped to a policy', 'policy_unsupported', () => below(mapping(ANY_POLICY, A))],
  ],
)
