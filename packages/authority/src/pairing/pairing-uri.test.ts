import { openssl } from '@zcert/testkit'
import type { DeviceId } from '@zcert/x509'
import { expect, test } from 'vitest'
import { TEST_CA } from '../test-authority.fixture.ts'
import type { PairingCode } from './pairing-code.ts'
import { pairingUri } from './pairing-uri.ts'

const uri = (serviceUrl: string) =>
  pairingUri({
    serviceUrl,
    deviceId: 'ZM-001' as DeviceId,
    code: '7K3-9QX-M2P' as PairingCode,
    caPublicKey: TEST_CA.certificate.publicKey,
  })

test("pairingUri() names service, device, code and the hash of the CA's key", () => {
  const pem = TEST_CA.keys.privateKey.export({ type: 'pkcs8', format: 'pem' })
  const spki = openssl(['pkey', '-pubout', '-outform', 'DER'], { input: pem }).stdout
  const k = openssl(['dgst', '-sha256', '-binary'], { input: spki }).stdout.toString('base64url')
  expect(uri('https://127.0.0.1:8443')).toBe(
    `zcert:1?u=https%3A%2F%2F127.0.0.1%3A8443&d=ZM-001&c=7K3-9QX-M2P&k=${k}`,
  )
})

test('pairingUri() comes apart again, whatever the address says', () => {
  const address = 'https://[2001:db8::1]:8443/a&b=c+d%20e'
  const { protocol, pathname, searchParams } = new URL(uri(address))
  expect([protocol, pathname, searchParams.get('u')]).toEqual(['zcert:', '1', address])
  expect([...searchParams.keys()]).toEqual(['u', 'd', 'c', 'k'])
})
