import type { CertificateRecord } from '@zcert/ledger'
import { type Instant, parseInstant, parseSlashName, type RevocationReason } from '@zcert/x509'
import { describe, expect, test } from 'vitest'
import { indexLine } from './index-line.ts'

const subject = parseSlashName('/C=US/O=Hospital/CN=Z-Monitor-ZM-001')

function line(fields: Partial<CertificateRecord> = {}, name = subject): string {
  const record = {
    deviceId: 'ZM-001',
    serial: '0A5B',
    subject: '',
    issuer: '',
    issuedAt: 0 as Instant,
    expiresAt: parseInstant('2027-11-23T12:34:56Z'),
    status: 'active',
    fingerprint: '',
    lastValidatedAt: undefined,
    revokedAt: undefined,
    revocationReason: undefined,
    ...fields,
  } as CertificateRecord
  return indexLine(record, name)
}

const revoked = (revocationReason?: RevocationReason) => ({
  ...({ status: 'revoked', revokedAt: parseInstant('2026-12-01T01:02:03Z') } as const),
  ...(revocationReason === undefined ? {} : { revocationReason }),
})

describe('indexLine()', () => {
  test('has six fields with tabs between, and ends its line', () => {
    expect(line()).toBe('V\t271123123456Z\t\t0A5B\tunknown\t/C=US/O=Hospital/CN=Z-Monitor-ZM-001\n')
  })

  test.each(['pending_activation', 'active', 'expired'] as const)(
    'flags a certificate that is %s as valid: it still may be revoked',
    (status) => expect(line({ status })).toMatch(/^V\t/),
  )

  test.each<[RevocationReason | undefined, string]>([
    [undefined, '261201010203Z'],
    ['keyCompromise', '261201010203Z,keyCompromise'],
    ['cACompromise', '261201010203Z,cACompromise'],
    ['affiliationChanged', '261201010203Z,affiliationChanged'],
    ['superseded', '261201010203Z,superseded'],
    ['cessationOfOperation', '261201010203Z,cessationOfOperation'],
    ['certificateHold', '261201010203Z,certificateHold'],
    ['unspecified', '261201010203Z'],
    ['privilegeWithdrawn', '261201010203Z'],
    ['aACompromise', '261201010203Z'],
  ])('writes the reason %s as openssl ca knows it', (reason, field) => {
    expect(line(revoked(reason)).split('\t').slice(0, 3)).toEqual(['R', '271123123456Z', field])
  })

  test.each([
    ['2000-02-29T00:00:00Z', '000229000000Z'],
    ['2028-02-29T23:59:59Z', '280229235959Z'],
    ['2049-12-31T23:59:59Z', '491231235959Z'],
    ['2050-01-01T00:00:00Z', '20500101000000Z'],
    ['9999-12-31T23:59:59Z', '99991231235959Z'],
  ])('writes the year with two digits before 2050 and with four from then on: %s', (at, field) => {
    expect(line({ expiresAt: parseInstant(at) }).split('\t')[1]).toBe(field)
  })

  test.each(['tab\there', 'line\nbreak', 'a\r\nV\t991231235959Z\t\t01\tunknown\t/CN=forged'])(
    'stays one line of six fields, whatever the subject says: %j',
    (text) => {
      const name = parseSlashName('/CN=placeholder')
      const hostile = {
        ...name,
        rdns: name.rdns.map((rdn) => rdn.map((attribute) => ({ ...attribute, value: text }))),
      }
      const written = line({}, hostile)
      expect(written.split('\t')).toHaveLength(6)
      expect(written.slice(0, -1)).not.toMatch(/[\r\n]/)
    },
  )
})
