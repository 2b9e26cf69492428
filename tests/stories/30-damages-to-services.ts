import {
  copyFileSync,
  readdirSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
} from 'node:fs'
import { basename } from 'node:path'
import type { Damage } from './30-damage.ts'
import type { DemoRun } from './30-demo-run.ts'
import { killGateway, replaceGateway } from './30-impostor.ts'
import { schema, sql } from './30-spoil.ts'

const ACCEPTS = { status: 200, code: 'processed' }

/** What can be damaged once the gateway runs: it, its database, and what renewal and revocation leave. */
export const DAMAGES_TO_SERVICES: readonly Damage[] = [
  {
    step: '3.1',
    what: 'the gateway did not store a message',
    apply: (demo) =>
      sql(demo.at('gateway/gateway.db'), "DELETE FROM messages WHERE device_id = 'ZM-002'"),
    noticed: /the gateway stored one message of ZM-002/,
  },
  { step: '3.1', what: 'the gateway is dead', apply: killGateway, noticed: /the gateway runs/ },
  {
    step: '3.2',
    what: 'the message is stored twice',
    apply: (demo) =>
      schema(
        demo.at('gateway/gateway.db'),
        `CREATE TRIGGER twice AFTER INSERT ON messages BEGIN
           INSERT INTO messages SELECT NULL, device_id, nonce || 'x', created_at, received_at,
             key_id, content_type, body FROM messages WHERE id = NEW.id;
         END`,
      ),
    noticed: /nothing of what was refused is stored/,
  },
  {
    step: '3.3',
    what: 'a gateway accepts whatever comes',
    apply: (demo) => replaceGateway(demo, ACCEPTS),
    noticed: /refused with content_digest_mismatch, not 200 processed/,
  },
  {
    step: '3.4',
    what: 'a gateway accepts whatever comes',
    apply: (demo) => replaceGateway(demo, ACCEPTS),
    noticed: /refused with signature_keyid_mismatch, not 200 processed/,
  },
  {
    step: '3.5',
    what: 'a gateway stores what it refuses',
    apply: (demo) =>
      replaceGateway(demo, { status: 403, code: 'certificate_refused', stores: true }),
    noticed: /nothing of what was refused is stored/,
  },
  {
    step: '4.1',
    what: 'the new certificate is the old one',
    apply: (demo) => copyFileSync(demo.at('device_ZM-001.crt'), demo.at('device_ZM-001_new.crt')),
    noticed: /the new certificate has a serial number of its own/,
  },
  {
    step: '4.2',
    what: 'the new key is the old one',
    apply: (demo) =>
      copyFileSync(
        demo.device('ZM-001', 'device_ZM-001.key'),
        demo.device('ZM-001', 'device_ZM-001_new.key'),
      ),
    noticed: /device_ZM-001_new\.key fits its public key/,
  },
  {
    step: '4.3',
    what: 'a message is not stored',
    apply: (demo) =>
      sql(
        demo.at('gateway/gateway.db'),
        'DELETE FROM messages WHERE id = (SELECT max(id) FROM messages)',
      ),
    noticed: /a message with the new pair and one with the old are stored/,
  },
  {
    step: '4.3',
    what: 'the gateway knows nothing of the new certificate',
    apply: (demo) => truncateSync(demo.at('gateway/gateway.log')),
    noticed: /the gateway admitted the new certificate/,
  },
  {
    step: '4.4',
    what: 'the device went back to its old certificate',
    apply: backToOldGeneration,
    noticed: /the device uses the new certificate/,
  },
  {
    step: '4.4',
    what: "the old certificate is active still in the device's table",
    apply: (demo) =>
      sql(
        demo.device('ZM-001', 'device.db'),
        "UPDATE certificates SET status = 'active' WHERE status = 'expired'",
      ),
    noticed: /device\.db has the new one active and the old one expired/,
  },
  {
    step: '5.1',
    what: 'the CRL is the one before',
    apply: (demo) => copyFileSync(demo.device('ZM-001', 'crl.pem'), demo.at('ca/crl/crl.pem')),
    noticed: /[0-9A-F]+ is on the CRL/,
  },
  {
    step: '5.1',
    what: 'a certificate of the device is not on record',
    apply: (demo) =>
      sql(
        demo.at('ca/ledger.db'),
        `DELETE FROM certificates WHERE cert_serial =
           (SELECT cert_serial FROM certificates WHERE device_id = 'ZM-001' LIMIT 1)`,
      ),
    noticed: /both certificates of ZM-001 are on record/,
  },
  {
    step: '5.2',
    what: 'the CRL that the gateway reads is not there',
    apply: (demo) => sql(demo.at('ca/ledger.db'), 'DELETE FROM crls WHERE crl_number = 2'),
    noticed: /refused as revoked, not \{"processed"/,
  },
  {
    step: '5.2',
    what: 'the other device is not heard either',
    apply: (demo) =>
      sql(
        demo.at('ca/ledger.db'),
        "UPDATE devices SET status = 'suspended' WHERE device_id = 'ZM-002'",
      ),
    noticed: /zcert agent send ends with 1: .*device_suspended/,
  },
  {
    step: '5.3',
    what: 'a device has the CRL before',
    apply: (demo) =>
      copyFileSync(
        demo.device('ZM-001', oldGeneration(demo, 'crl.pem')),
        demo.device('ZM-001', 'crl.pem'),
      ),
    noticed: /ZM-001 has CRL 2/,
  },
  {
    step: '5.3',
    what: 'the healthy device is not valid any more',
    apply: (demo) => rmSync(demo.device('ZM-002', 'device_ZM-002.crt')),
    noticed: /ZM-002 finds itself valid/,
  },
  {
    step: '5.4',
    what: 'an event of the audit log is another',
    apply: (demo) => {
      const ledger = demo.at('ca/ledger.db')
      schema(ledger, 'DROP TRIGGER audit_events_no_update')
      sql(ledger, "UPDATE audit_events SET user_name = 'nobody' WHERE seq = 5")
    },
    noticed: /zcert audit verify ends with 1: .*audit_chain_broken/,
  },
  {
    step: '5.4',
    what: 'the last event of the audit log is gone',
    apply: (demo) => {
      const ledger = demo.at('ca/ledger.db')
      schema(ledger, 'DROP TRIGGER audit_events_no_delete')
      sql(ledger, 'DELETE FROM audit_events WHERE seq = 12')
    },
    noticed: /no audit event tells of it/,
  },
]

/** Name of a file in the generation of the first device that is not in use. */
function oldGeneration(demo: DemoRun, name = ''): string {
  const current = basename(readlinkSync(demo.device('ZM-001', 'current')))
  const [old] = readdirSync(demo.device('ZM-001', 'generations')).filter((n) => n !== current)
  return `generations/${old}/${name}`
}

function backToOldGeneration(demo: DemoRun): void {
  const link = demo.device('ZM-001', 'link')
  symlinkSync(oldGeneration(demo), link)
  renameSync(link, demo.device('ZM-001', 'current'))
}
