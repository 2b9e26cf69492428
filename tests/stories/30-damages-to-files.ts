import { chmodSync, copyFileSync, rmSync } from 'node:fs'
import { MockCa, testKeyPair } from '@zcert/testkit'
import { certificationAuthorityExtensions } from '@zcert/x509'
import type { Damage } from './30-damage.ts'
import { decryptKey, replaceCertificate, rewrite, schema, spoilSignature, sql } from './30-spoil.ts'

/** What can be damaged before the gateway runs: the CA's home and the devices' folders. */
export const DAMAGES_TO_FILES: readonly Damage[] = [
  {
    step: '1.1',
    what: 'everybody may read the CA key',
    apply: (demo) => chmodSync(demo.at('ca/private/ca.key'), 0o644),
    noticed: /ca\.key has mode 600, it has 644/,
  },
  {
    step: '1.1',
    what: 'everybody may enter private/',
    apply: (demo) => chmodSync(demo.at('ca/private'), 0o755),
    noticed: /private has mode 700, it has 755/,
  },
  {
    step: '1.1',
    what: 'the CA key is not encrypted',
    apply: (demo) => decryptKey(demo.at('ca/private/ca.key'), demo.at('secrets/ca-passphrase')),
    noticed: /ca\.key is encrypted/,
  },
  {
    step: '1.1',
    what: 'everybody may write the CA certificate',
    apply: (demo) => chmodSync(demo.at('ca/certs/ca.crt'), 0o666),
    noticed: /ca\.crt has mode 644, it has 666/,
  },
  {
    step: '1.2',
    what: "a device's certificate lies in the place of the CA's",
    apply: (demo) =>
      replaceCertificate(demo.at('ca/certs/ca.crt'), MockCa.create().issue().certificate),
    noticed: /basic constraints say CA:TRUE/,
  },
  {
    step: '1.2',
    what: 'the CA certificate has no key usage',
    apply: (demo) => {
      const keys = testKeyPair()
      const extensions = certificationAuthorityExtensions(keys.publicKey).slice(0, 1)
      const { certificate } = MockCa.create({ keys, extensions })
      replaceCertificate(demo.at('ca/certs/ca.crt'), certificate)
    },
    noticed: /key usage is keyCertSign, cRLSign/,
  },
  {
    step: '1.2',
    what: 'the certificate is of another CA of the same name',
    apply: (demo) => replaceCertificate(demo.at('ca/certs/ca.crt'), MockCa.create().certificate),
    noticed: /the first CRL is signed by its key/,
  },
  {
    step: '1.2',
    what: 'one bit of the signature of the CA certificate is another',
    apply: (demo) => spoilSignature(demo.at('ca/certs/ca.crt')),
    noticed: /the CA's certificate is signed by the CA's key/,
  },
  {
    step: '1.3',
    what: 'a device is suspended',
    apply: (demo) =>
      sql(
        demo.at('ca/ledger.db'),
        "UPDATE devices SET status = 'suspended' WHERE device_id = 'ZM-002'",
      ),
    noticed: /both devices are registered/,
  },
  {
    step: '1.3',
    what: 'a device is not in the registry',
    apply: (demo) => sql(demo.at('ca/ledger.db'), "DELETE FROM devices WHERE device_id = 'ZM-001'"),
    noticed: /both devices are registered/,
  },
  {
    step: '1.4',
    what: "everybody may read a device's key",
    apply: (demo) => chmodSync(demo.device('ZM-002', 'device_ZM-002.key'), 0o644),
    noticed: /device_ZM-002\.key has mode 600, it has 644/,
  },
  {
    step: '1.4',
    what: "a device's key is not encrypted",
    apply: (demo) =>
      decryptKey(demo.device('ZM-002', 'device_ZM-002.key'), demo.at('secrets/device-passphrase')),
    noticed: /device_ZM-002\.key is encrypted/,
  },
  {
    step: '1.4',
    what: "a device has another device's key",
    apply: (demo) =>
      copyFileSync(
        demo.device('ZM-002', 'device_ZM-002.key'),
        demo.device('ZM-001', 'device_ZM-001.key'),
      ),
    noticed: /device_ZM-001\.key fits its public key/,
  },
  {
    step: '1.4',
    what: 'one bit of the signature of a CSR is another',
    apply: (demo) => spoilSignature(demo.at('device_ZM-002.csr')),
    noticed: /signature is not by its own key \(csr_signature_invalid\)/,
  },
  {
    step: '1.4',
    what: 'a CSR names another device',
    apply: (demo) => copyFileSync(demo.at('device_ZM-001.csr'), demo.at('device_ZM-002.csr')),
    noticed: /the CSR names ZM-002/,
  },
  {
    step: '1.5',
    what: "a device gets another device's certificate",
    apply: (demo) => copyFileSync(demo.at('device_ZM-001.crt'), demo.at('device_ZM-002.crt')),
    noticed: /the certificate of ZM-002 has the key of its CSR/,
  },
  {
    step: '1.5',
    what: "one bit of the signature of a device's certificate is another",
    apply: (demo) => spoilSignature(demo.at('device_ZM-001.crt')),
    noticed: /the certificate of ZM-001 is signed by the CA's key/,
  },
  {
    step: '1.5',
    what: 'a certificate is not on record as active',
    apply: (demo) =>
      sql(
        demo.at('ca/ledger.db'),
        "UPDATE certificates SET status = 'pending_activation' WHERE device_id = 'ZM-001'",
      ),
    noticed: /ZM-001 is on record, active/,
  },
  {
    step: '1.6',
    what: "one bit of the signature of a device's certificate is another",
    apply: (demo) => spoilSignature(demo.at('device_ZM-002.crt')),
    noticed: /all six checks pass on ZM-002; not so: chain/,
  },
  {
    step: '1.6',
    what: 'the serial number of a certificate is not on record',
    apply: (demo) =>
      sql(demo.at('ca/ledger.db'), "DELETE FROM certificates WHERE device_id = 'ZM-002'"),
    noticed: /all six checks pass on ZM-002; not so: serial \(demo/,
  },
  {
    step: '1.7',
    what: "everybody may read a device's key",
    apply: (demo) => chmodSync(demo.device('ZM-001', 'device_ZM-001.key'), 0o640),
    noticed: /device_ZM-001\.key has mode 600, it has 640/,
  },
  {
    step: '1.7',
    what: 'an installed file is another than certs.sha256 says',
    apply: (demo) => rewrite(demo.device('ZM-002', 'ca.crt'), (text) => `${text}\n`),
    noticed: /ca\.crt has the hash in certs\.sha256/,
  },
  {
    step: '1.7',
    what: 'certs.sha256 says the same of one file three times',
    apply: (demo) =>
      rewrite(demo.device('ZM-001', 'certs.sha256'), (text) =>
        `${text.split('\n')[0]}\n`.repeat(3),
      ),
    noticed: /certs\.sha256 covers device_ZM-001\.key,device_ZM-001\.crt,ca\.crt/,
  },
  {
    step: '1.7',
    what: 'the settings name another device',
    apply: (demo) =>
      rewrite(demo.device('ZM-001', 'z-monitor.conf'), (text) =>
        text.replace('"ZM-001"', '"ZM-002"'),
      ),
    noticed: /the settings name ZM-001/,
  },
  {
    step: '1.7',
    what: "the device's table does not have its certificate",
    apply: (demo) => sql(demo.device('ZM-002', 'device.db'), 'DELETE FROM certificates'),
    noticed: /the device's table has the certificate of ZM-002 as active/,
  },
  {
    step: '2.1',
    what: "a device's private key is gone",
    apply: (demo) => rmSync(demo.device('ZM-002', 'device_ZM-002.key')),
    noticed: /ZM-002 finds itself valid/,
  },
  {
    step: '2.1',
    what: "the device's table takes no last_validated_at",
    apply: (demo) =>
      schema(
        demo.device('ZM-002', 'device.db'),
        `CREATE TRIGGER forget AFTER UPDATE ON certificates
         BEGIN UPDATE certificates SET last_validated_at = NULL; END`,
      ),
    noticed: /last_validated_at of ZM-002 is set/,
  },
  {
    step: '2.2',
    what: 'the certificate does name the other device',
    apply: (demo) =>
      copyFileSync(
        demo.device('ZM-002', 'device_ZM-002.crt'),
        demo.device('ZM-001', 'device_ZM-001.crt'),
      ),
    noticed: /ZM-001's certificate is refused for ZM-002/,
  },
]
