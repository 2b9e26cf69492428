import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { DerReader } from '../der/der-reader.ts'
import { type GeneralName, readGeneralName } from '../extensions/general-name.ts'
import { subtreeContains } from './name-subtree.ts'
import { directory, dns, ip, mail, uri } from './rules/name-constraints.cases.ts'

const name = (der: Buffer): GeneralName => readGeneralName(DerReader.over(der))
const contains = (base: Buffer, inner: Buffer) => subtreeContains(name(base), name(inner))

const label = fc.stringMatching(/^[a-z]([a-z0-9-]{0,6}[a-z0-9])?$/)
const host = fc.array(label, { minLength: 1, maxLength: 4 }).map((labels) => labels.join('.'))
const ipv4 = fc.ipV4()

describe('subtreeContains()', () => {
  test('compares no two forms', () => {
    const forms = [directory('/CN=a'), dns('a'), mail('x@a'), uri('http://a'), ip('1.2.3.4')]
    for (const [at, base] of forms.entries()) {
      for (const [other, inner] of forms.entries()) {
        if (at !== other) expect(contains(base, inner)).toBeUndefined()
      }
    }
  })

  test('finds every host inside itself, inside its parents, and in capital letters', () => {
    fc.assert(
      fc.property(host, host, (inner, base) => {
        expect(contains(dns(base), dns(base.toUpperCase()))).toBe(true)
        expect(contains(dns(base), dns(`${inner}.${base}`))).toBe(true)
        expect(contains(dns(`.${base}`), dns(`${inner}.${base}`))).toBe(true)
        expect(contains(dns(`.${base}`), dns(base))).toBe(false)
        expect(contains(mail(base), mail(`x@${base}`))).toBe(true)
        expect(contains(uri(`.${base}`), uri(`ldap://${inner}.${base}/`))).toBe(true)
      }),
    )
  })

  test('never finds a host inside a base that is no whole end of it', () => {
    fc.assert(
      fc.property(host, host, label, (inner, base, glued) => {
        const outside = `${inner}.${glued}${base}`
        fc.pre(!outside.endsWith(`.${base}`) && outside !== base)
        expect(contains(dns(base), dns(outside))).toBe(false)
        expect(contains(mail(`.${base}`), mail(`x@${outside}`))).toBe(false)
      }),
    )
  })

  test('gives no answer for hosts that are read differently by different programs', () => {
    fc.assert(
      fc.property(host, fc.constantFrom('\0', ' ', '%', '\n', '..', '*'), (base, odd) => {
        for (const inner of [`x${odd}.${base}`, `${odd}${base}`, `${base}.`]) {
          if (inner === `*.${base}`) continue
          expect(contains(dns(base), dns(inner))).not.toBe(false)
          expect(contains(mail(base), mail(`x@${inner}`))).not.toBe(false)
          expect(contains(uri(base), uri(`http://${inner}/`))).not.toBe(false)
        }
      }),
    )
  })

  test.each([
    ['*.example.com', 'a.example.com', undefined],
    ['*.example.com', 'example.com', true],
    ['*.example.com', 'a.example.org', false],
    ['*.example.com', 'xexample.com', false],
    ['*.com', 'example.com', undefined],
  ])('puts the wildcard %s in relation to %s', (wildcard, base, expected) => {
    expect(contains(dns(base), dns(wildcard))).toBe(expected)
  })

  test('compares addresses bit by bit, as masks say', () => {
    const octets = (text: string) => text.split('.').map(Number) as [number, number, number, number]
    fc.assert(
      fc.property(ipv4, ipv4, ipv4, (address, network, mask) => {
        const bits = octets(mask)
        const inside = octets(address).every(
          (octet, at) =>
            (octet & (bits[at] as number)) ===
            ((octets(network)[at] as number) & (bits[at] as number)),
        )
        expect(contains(ip(network, mask), ip(address))).toBe(inside)
      }),
    )
  })

  test('keeps IPv4 and IPv6 apart', () => {
    expect(contains(ip('0.0.0.0', '0.0.0.0'), ip('::ffff:10.0.0.1'))).toBe(false)
    expect(contains(ip('::', '::'), ip('10.0.0.1'))).toBe(false)
    expect(contains(ip('::', '::'), ip('2001:db8::1'))).toBe(true)
  })

  test.each([0, 3, 5, 7, 9, 15, 17, 31, 33])('gives no answer for %i octets', (size) => {
    const base: GeneralName = { form: 'iPAddress', octets: Buffer.alloc(size) }
    expect(subtreeContains(base, name(ip('10.0.0.1')))).toBeUndefined()
    expect(subtreeContains(name(ip('0.0.0.0', '0.0.0.0')), base)).toBeUndefined()
  })

  test('finds every name inside the empty name', () => {
    const empty: GeneralName = {
      form: 'directoryName',
      name: { der: Buffer.from([0x30, 0]), rdns: [] },
    }
    expect(subtreeContains(empty, name(directory('/C=US/CN=x')))).toBe(true)
  })
})
