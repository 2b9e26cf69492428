import { MockCa, openssl, TemporaryFolder } from '@zcert/testkit'
import { expect, test } from 'vitest'
import { parseCertificates } from '../certificate.ts'
import { encodeCertsOnly } from './certs-only.ts'

test('openssl finds the certificates in it, in their order', () => {
  using folder = new TemporaryFolder()
  const ca = MockCa.create()
  const certificates = [ca.issue().certificate.der, ca.certificate.der]
  const path = folder.write('certs.p7', encodeCertsOnly(certificates))
  const { stdout } = openssl(['pkcs7', '-inform', 'DER', '-in', path, '-print_certs'])
  const found = parseCertificates(stdout)
  expect(found.map(({ der }) => der)).toEqual(certificates)
})

test('one without certificates is a message as well', () => {
  using folder = new TemporaryFolder()
  const path = folder.write('none.p7', encodeCertsOnly([]))
  expect(openssl(['pkcs7', '-inform', 'DER', '-in', path, '-print_certs']).text.trim()).toBe('')
})
