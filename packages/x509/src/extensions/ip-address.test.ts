import { isIPv6 } from 'node:net'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseIpAddress } from './ip-address.ts'

describe('parseIpAddress()', () => {
  test.each([
    ['192.0.2.1', 'c0000201'],
    ['0.0.0.0', '00000000'],
    ['255.255.255.255', 'ffffffff'],
    ['::', '00'.repeat(16)],
    ['::1', `${'00'.repeat(15)}01`],
    ['1::', `0001${'00'.repeat(14)}`],
    ['2001:db8::8:800:200c:417a', '20010db80000000000080800200c417a'],
    ['2001:DB8:0:0:8:800:200C:417A', '20010db80000000000080800200c417a'],
    ['::ffff:192.0.2.1', '00000000000000000000ffffc0000201'],
    ['64:ff9b::192.0.2.33', '0064ff9b0000000000000000c0000221'],
    ['1:2:3:4:5:6:7::', '00010002000300040005000600070000'],
    ['::2:3:4:5:6:7:8', '00000002000300040005000600070008'],
    ['1:2:3:4:5:6:192.0.2.1', '000100020003000400050006c0000201'],
  ])('reads %s', (text, hex) => {
    expect(parseIpAddress(text).toString('hex')).toBe(hex)
  })

  test.each([
    '',
    '192.0.2',
    '192.0.2.256',
    '192.0.2.01',
    ' 192.0.2.1',
    '192.0.2.1/24',
    '0x7f.1',
    '::1%eth0',
    'fe80::1%1',
    '[::1]',
    '1::2::3',
    ':::',
    '12345::',
    '1:2:3:4:5:6:7:8:9',
    'hospital.example',
    '１92.0.2.1',
  ])('refuses %j', (text) => {
    expect(() => parseIpAddress(text)).toThrow(TypeError)
  })

  test('reads every IPv6 address as URL does', () => {
    fc.assert(
      fc.property(fc.ipV6(), (text) => {
        fc.pre(isIPv6(text))
        const groups = [...parseIpAddress(text).toString('hex').matchAll(/..../g)].map(String)
        const hostOf = (address: string) => new URL(`http://[${address}]/`).hostname
        expect(hostOf(groups.join(':'))).toBe(hostOf(text))
      }),
    )
  })
})
