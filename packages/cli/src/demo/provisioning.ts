import { join } from 'node:path'
import { readBoundedFile } from '@zcert/files'
import {
  deviceIdentityOf,
  formatName,
  isSignedBy,
  parseCertificateLists,
  parseCertificationRequestFile,
  publicKeyHash,
  validatePath,
  verifyProofOfPossession,
} from '@zcert/x509'
import { now } from '../options.ts'
import type { DemoWorkflow } from './demo-step.ts'
import { DEVICES, type DemoWorld } from './demo-world.ts'
import {
  expectChecksums,
  expectEncryptedKey,
  expectModes,
  expectSigned,
  rowsOf,
} from './evidence.ts'
import { expect } from './expect.ts'

/** The guide's first workflow: from an empty folder to two devices with their certificates. */
export const provisioning: DemoWorkflow = {
  title: 'initial certificate provisioning',
  steps: [
    {
      id: '1.1',
      guide: 'CA Setup, steps 1 to 3: folder, private key, certificate',
      act: async (world) => {
        await world.ca$('ca', 'init')
      },
      prove: async ({ home, ca, caPassphrase }) => {
        const key = join(home, 'private', 'ca.key')
        expectModes([
          [home, 0o700],
          [join(home, 'private'), 0o700],
          [key, 0o600],
          [join(home, 'certs', 'ca.crt'), 0o644],
        ])
        expectEncryptedKey(key, caPassphrase, ca.publicKey)
        return 'private/ 700, ca.key 600 and encrypted, ca.crt 644'
      },
    },
    {
      id: '1.2',
      guide: 'CA Setup, step 4: verify the CA certificate',
      act: async (world) => {
        await world.zcert('ca', 'show', '--home', world.home)
      },
      prove: async ({ home, ca }) => {
        const { basicConstraints, keyUsage } = ca.extensions
        expect(basicConstraints?.ca === true, 'basic constraints say CA:TRUE')
        expect(keyUsage?.join() === 'keyCertSign,cRLSign', 'key usage is keyCertSign, cRLSign')
        expectSigned(ca, ca, "the CA's certificate")
        const [crl] = parseCertificateLists(readBoundedFile(join(home, 'crl', 'crl.pem')))
        expect(isSignedBy(crl, ca), 'the first CRL is signed by its key')
        return `${formatName(ca.subject)}: CA:TRUE, keyCertSign, cRLSign, signed by itself`
      },
    },
    {
      id: '1.3',
      guide: 'Device Certificate Generation, step 1: device information',
      act: async (world) => {
        for (const { id } of DEVICES) {
          await world.zcert(
            'device',
            'add',
            id,
            '--serial',
            `SN-${id}`,
            '--ward',
            'ICU',
            '--home',
            world.home,
          )
        }
      },
      prove: async (world) => {
        const { devices } = await world.zcert('device', 'list', '--home', world.home)
        const found = (devices as { deviceId: string; status: string }[]).map(
          ({ deviceId, status }) => `${deviceId} ${status}`,
        )
        expect(
          found.join() === DEVICES.map(({ id }) => `${id} registered`).join(),
          'both devices are registered',
        )
        return found.join(', ')
      },
    },
    {
      id: '1.4',
      guide: 'Device Certificate Generation, steps 2 and 3: key and CSR, on the device',
      act: async (world) => {
        for (const { id, key } of DEVICES) {
          const where = [
            '--dir',
            world.deviceFolder(id),
            '--device-id',
            id,
            '--out',
            csrOf(world, id),
          ]
          await world.zcert(
            'agent',
            'csr',
            ...where,
            '--key',
            key,
            '--key-passphrase-file',
            world.keyPassphrase,
          )
        }
      },
      prove: async (world) => {
        for (const { id } of DEVICES) {
          const key = world.deviceFile(id, `device_${id}.key`)
          expectModes([
            [world.deviceFolder(id), 0o700],
            [key, 0o600],
          ])
          const csr = parseCertificationRequestFile(readBoundedFile(csrOf(world, id)))
          verifyProofOfPossession(csr)
          expect(deviceIdentityOf(csr) === id, `the CSR names ${id}`)
          expectEncryptedKey(key, world.keyPassphrase, csr.publicKey)
        }
        return 'keys 600 and encrypted; both CSRs prove possession and name their device'
      },
    },
    {
      id: '1.5',
      guide: 'Device Certificate Generation, step 4: sign with the CA',
      act: async (world) => {
        for (const { id } of DEVICES) {
          await world.ca$('cert', 'sign', id, '--csr', csrOf(world, id), '--out', crtOf(world, id))
        }
        const names = [
          '--tls-name',
          'localhost',
          '--tls-name',
          '127.0.0.1',
          '--key',
          'p-256',
          '--key-unencrypted',
        ]
        await world.ca$(
          'cert',
          'issue',
          'service:gateway',
          ...names,
          '--out',
          world.path('gateway'),
        )
      },
      prove: async (world) => {
        const serials = new Set<string>()
        for (const { id } of DEVICES) {
          const certificate = world.certificate(crtOf(world, id))
          const csr = parseCertificationRequestFile(readBoundedFile(csrOf(world, id)))
          expect(
            publicKeyHash(certificate.publicKey) === publicKeyHash(csr.publicKey),
            `the certificate of ${id} has the key of its CSR`,
          )
          expectSigned(certificate, world.ca, `the certificate of ${id}`)
          const [row] = await rowsOf(join(world.home, 'ledger.db'), id)
          expect(
            row?.serial === certificate.serialNumber && row.status === 'active',
            `${id} is on record, active`,
          )
          serials.add(certificate.serialNumber)
        }
        expect(serials.size === DEVICES.length, 'serial numbers are unique')
        return `signed; serial numbers ${[...serials].map((serial) => `${serial.slice(0, 8)}…`).join(', ')}, on record, active`
      },
    },
    {
      id: '1.6',
      guide: 'Device Certificate Generation, step 5: verify the device certificate',
      act: async () => undefined,
      prove: async (world) => {
        for (const { id } of DEVICES) {
          const require = ['--require', 'serial,revocation,device-id']
          const { exitCode, json } = await world.run(
            'cert',
            'verify',
            crtOf(world, id),
            '--home',
            world.home,
            '--device-id',
            id,
            ...require,
          )
          const steps = json['steps'] as { step: string; result: string }[]
          const others = steps.filter(({ result }) => result !== 'pass').map(({ step }) => step)
          expect(
            exitCode === 0 && steps.length === 6 && others.length === 0,
            `all six checks pass on ${id}; not so: ${others.join(', ')}`,
          )
          const certificate = world.certificate(crtOf(world, id))
          const request = {
            certificate,
            trustAnchors: [world.ca],
            at: now(),
            purpose: 'clientAuth',
            revocation: 'not-asked',
          } as const
          expect(validatePath(request).valid, `the certificate of ${id} chains to the CA`)
        }
        return 'validity, chain, device ID, clientAuth, unique serial and revocation: 6 of 6, twice'
      },
    },
    {
      id: '1.7',
      guide: 'Certificate Installation, steps 1 to 5',
      act: async (world) => {
        for (const { id } of DEVICES) {
          const files = [
            '--cert',
            crtOf(world, id),
            '--ca',
            join(world.home, 'certs', 'ca.crt'),
            '--crl',
            join(world.home, 'crl', 'crl.pem'),
          ]
          const key = ['--key-passphrase-file', world.keyPassphrase]
          await world.zcert(
            'agent',
            'install',
            '--dir',
            world.deviceFolder(id),
            '--device-id',
            id,
            ...files,
            ...key,
          )
        }
      },
      prove: async (world) => {
        for (const { id } of DEVICES) {
          const file = (name: string) => world.deviceFile(id, name)
          expectModes([
            [world.deviceFolder(id), 0o700],
            [file(`device_${id}.key`), 0o600],
            [file(`device_${id}.crt`), 0o644],
            [file('ca.crt'), 0o644],
            [file('crl.pem'), 0o644],
          ])
          const covered = [`device_${id}.key`, `device_${id}.crt`, 'ca.crt']
          expectChecksums(world.deviceFolder(id), covered)
          const settings = readBoundedFile(file('z-monitor.conf')).toString()
          expect(settings.includes(`deviceId = "${id}"\n`), `the settings name ${id}`)
          const [row] = await rowsOf(file('device.db'), id)
          const { serialNumber } = world.certificate(crtOf(world, id))
          expect(
            row?.serial === serialNumber && row.status === 'active',
            `the device's table has the certificate of ${id} as active`,
          )
        }
        return 'folder 700, key 600, certificates 644, certs.sha256, settings and table row, twice'
      },
    },
  ],
}

function csrOf(world: DemoWorld, id: string): string {
  return world.path(`device_${id}.csr`)
}

/** Where the CA puts a device's first certificate. */
export function crtOf(world: DemoWorld, id: string): string {
  return world.path(`device_${id}.crt`)
}
