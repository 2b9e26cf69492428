import { MockCa } from '@zcert/testkit'
import { caExtensions, caName, pathCases, requestBelow } from '../path-requests.cases.ts'

const named = (commonName: string, pathLength?: number) => ({
  subject: caName(commonName),
  extensions: caExtensions(pathLength === undefined ? {} : { pathLength }),
})

/** A root that allows `pathLength` CAs below it, then `names` downwards; a repeated one is self-issued. */
function chain(pathLength: number, ...names: string[]) {
  const cas = [MockCa.create(named('Root', pathLength))]
  for (const name of names) cas.push((cas.at(-1) as MockCa).subordinate(named(name)))
  return requestBelow(cas)
}

export const cases = pathCases(
  [
    ['no CA below one that allows none', () => chain(0)],
    ['one CA below one that allows one', () => chain(1, 'A')],
    ['a self-issued CA below one that allows none', () => chain(0, 'Root')],
    ['a self-issued CA between, where one is allowed', () => chain(1, 'Root', 'A', 'A')],
    [
      'a path length of 0 at the last CA below two others',
      () => {
        const root = MockCa.create(named('Root'))
        const a = root.subordinate(named('A', 1))
        return requestBelow([root, a, a.subordinate(named('B', 0))])
      },
    ],
  ],
  [
    ['one CA below one that allows none', 'path_too_long', () => chain(0, 'A')],
    ['two CAs below one that allows one', 'path_too_long', () => chain(1, 'A', 'B')],
    [
      'a CA below a self-issued one, where none is allowed',
      'path_too_long',
      () => chain(0, 'Root', 'A'),
    ],
    [
      'an intermediate that allows none and has one below it',
      'path_too_long',
      () => {
        const root = MockCa.create(named('Root', 5))
        const a = root.subordinate(named('A', 0))
        return requestBelow([root, a, a.subordinate(named('B'))])
      },
    ],
    [
      'two that share a name with each other but not with their issuers',
      'path_too_long',
      () => chain(1, 'A', 'B', 'A'),
    ],
  ],
)
