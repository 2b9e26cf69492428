import { spawnSync } from 'node:child_process'
import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import {
  openssl,
  opensslAvailable,
  opensslCertificate,
  passphraseFile,
  ZcertHome,
  zcert,
  zcertOk,
} from '@zcert/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

const meta = { skipReason: 'there is no openssl 3' }
const mode = (path: string) => (statSync(path).mode & 0o777).toString(8)

describe.skipIf(!opensslAvailable())(
  'agent install, judged by openssl and sha256sum',
  { meta },
  () => {
    let home: ZcertHome
    let ca: string
    let crl: string
    let pass: string
    let count = 0
    beforeAll(async () => {
      home = await ZcertHome.create()
      ca = home.at('certs/ca.crt')
      crl = home.at('crl/crl.pem')
      pass = passphraseFile(home.folder, 'key.pass', 'the passphrase of the device key')
    })
    afterAll(() => home[Symbol.dispose]())

    /** A registered device with a folder of its own. */
    async function newDevice() {
      const id = `ZM-${String(++count).padStart(3, '0')}`
      await zcertOk(home.on('device', 'add', id))
      return { id, dir: home.folder.at(`device-${id}`), csr: home.folder.at(`${id}.csr`) }
    }

    async function sign(id: string, csr: string): Promise<string> {
      const out = `${csr}.crt`
      await zcertOk(home.signing('cert', 'sign', id, '--csr', csr, '--out', out))
      return out
    }

    const onDevice = (id: string, dir: string, ...words: string[]) => [
      'agent',
      ...words,
      '--dir',
      dir,
      '--device-id',
      id,
    ]

    test("a key made on the device ends in the guide's files, names and modes", async () => {
      const { id, dir, csr } = await newDevice()
      const protection = ['--key-passphrase-file', pass]
      await zcertOk([...onDevice(id, dir, 'csr', '--out', csr), ...protection])
      const cert = await sign(id, csr)
      await zcertOk(onDevice(id, dir, 'install', '--cert', cert, '--ca', ca, '--crl', crl))
      const at = (name: string) => join(dir, name)
      const [key, certificate] = [at(`device_${id}.key`), at(`device_${id}.crt`)]
      expect(
        [
          dir,
          key,
          certificate,
          at('ca.crt'),
          at('crl.pem'),
          at('certs.sha256'),
          at('device.db'),
        ].map(mode),
      ).toEqual(['700', '600', '644', '644', '644', '644', '600'])
      const public_ = openssl(['pkey', '-in', key, '-passin', `file:${pass}`, '-pubout']).text
      expect(public_).toBe(opensslCertificate(certificate).publicKey)
      const check = ['-crl_check', '-CRLfile', at('crl.pem'), '-CAfile', at('ca.crt')]
      openssl(['verify', '-x509_strict', ...check, certificate], { says: /: OK$/m })
      const sums = spawnSync('sha256sum', ['-c', 'certs.sha256'], { cwd: dir, encoding: 'utf8' })
      expect([sums.status, sums.stdout.split('\n').sort().filter(Boolean)]).toEqual([
        0,
        ['ca.crt: OK', `device_${id}.crt: OK`, `device_${id}.key: OK`],
      ])
      expect(readFileSync(at('z-monitor.conf'), 'utf8')).toBe(
        [
          `deviceId = "${id}"`,
          `certificatePath = "${certificate}"`,
          `privateKeyPath = "${key}"`,
          `caCertificatePath = "${at('ca.crt')}"`,
          '',
        ].join('\n'),
      )
      const valid = await zcertOk(['agent', 'validate', '--dir', dir, '--json', ...protection])
      const { steps } = valid.json<{ steps: { step: string; result: string }[] }>()
      expect(steps.map(({ step, result }) => `${step} ${result}`)).toEqual([
        'load pass',
        'expiration pass',
        'ca-signature pass',
        'device-id pass',
        'revocation pass',
        'record pass',
      ])
    })

    test.each([
      ['genrsa -aes256', ['genrsa', '-aes256', '-passout'], []],
      ['genrsa -aes256 -traditional', ['genrsa', '-aes256', '-traditional', '-passout'], []],
      ['ecparam and pkcs8 -topk8', ['pkcs8', '-topk8', '-v2', 'aes-256-cbc'], ['-passout']],
      ['genpkey -aes256 of P-384', ['genpkey', '-algorithm', 'EC'], ['-aes256', '-pass']],
    ])('installs a key of openssl %s', async (_, words, more) => {
      const { id, dir, csr } = await newDevice()
      const [key, source] = [home.folder.at(`${id}.key`), `file:${pass}`]
      if (words[0] === 'genrsa') openssl([...words, source, '-out', key, '2048'])
      else if (words[0] === 'genpkey')
        openssl([...words, '-pkeyopt', 'ec_paramgen_curve:P-384', ...more, source, '-out', key])
      else {
        const plain = home.folder.at(`${id}.plain.key`)
        openssl(['ecparam', '-name', 'prime256v1', '-genkey', '-noout', '-out', plain])
        openssl([...words, '-in', plain, ...more, source, '-out', key])
      }
      const subject = `/CN=Z-Monitor-${id}`
      openssl(['req', '-new', '-key', key, '-passin', source, '-subj', subject, '-out', csr])
      const cert = await sign(id, csr)
      const files = ['--cert', cert, '--ca', ca, '--key', key]
      const without = await zcert(onDevice(id, dir, 'install', ...files))
      expect([without.exitCode, without.code]).toEqual([1, 'passphrase_required'])
      const wrong = passphraseFile(home.folder, 'wrong.pass', 'something else')
      const refused = await zcert(
        onDevice(id, dir, 'install', ...files, '--key-passphrase-file', wrong),
      )
      expect([refused.exitCode, refused.code]).toEqual([1, 'passphrase_wrong'])
      await zcertOk(onDevice(id, dir, 'install', ...files, '--key-passphrase-file', pass))
      expect(readFileSync(join(dir, `device_${id}.key`))).toEqual(readFileSync(key))
      expect(mode(join(dir, `device_${id}.key`))).toBe('600')
      await zcertOk(['agent', 'validate', '--dir', dir, '--key-passphrase-file', pass])
    })

    test("an unencrypted key of openssl's default form is installed, and compared at every start", async () => {
      const { id, dir, csr } = await newDevice()
      const key = home.folder.at(`${id}.key`)
      const made = ['-newkey', 'rsa:2048', '-nodes', '-keyout', key, '-subj', `/CN=Z-Monitor-${id}`]
      openssl(['req', '-new', ...made, '-out', csr])
      const cert = await sign(id, csr)
      await zcertOk(onDevice(id, dir, 'install', '--cert', cert, '--ca', ca, '--key', key))
      await zcertOk(['agent', 'validate', '--dir', dir])
      const other = home.folder.at('other.key')
      openssl(['genpkey', '-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256', '-out', other])
      const mixed = await zcert(
        onDevice(id, dir, 'install', '--cert', cert, '--ca', ca, '--key', other),
      )
      expect([mixed.exitCode, mixed.code]).toEqual([1, 'key_mismatch'])
      await zcertOk(['agent', 'validate', '--dir', dir])
    })

    test('what cert issue wrote into a folder is installed from there as it lies', async () => {
      const { id, dir } = await newDevice()
      const out = home.folder.at(`out-${id}`)
      const how = ['--out', out, '--key-passphrase-file', pass]
      await zcertOk(home.signing('cert', 'issue', id, ...how))
      const [key, cert] = [join(out, `device_${id}.key`), join(out, `device_${id}_bundle.pem`)]
      const files = ['--key', key, '--cert', cert, '--ca', join(out, 'ca.crt')]
      await zcertOk(onDevice(id, dir, 'install', ...files, '--key-passphrase-file', pass))
      const valid = await zcertOk(['agent', 'validate', '--dir', dir])
      expect(valid.stdout).toMatch(/revocation +not checked/)
    })

    test('after revocation and the new CRL the start-up validation refuses, as openssl does', async () => {
      const { id, dir, csr } = await newDevice()
      await zcertOk(onDevice(id, dir, 'csr', '--out', csr, '--key-unencrypted', '--key', 'p-256'))
      const cert = await sign(id, csr)
      await zcertOk(onDevice(id, dir, 'install', '--cert', cert, '--ca', ca, '--crl', crl))
      await zcertOk(['agent', 'validate', '--dir', dir])
      await zcertOk(home.signing('cert', 'revoke', '--device', id, '--reason', 'keyCompromise'))
      await zcertOk(['agent', 'crl', crl, '--dir', dir])
      const validated = await zcert(['agent', 'validate', '--dir', dir, '--json'])
      expect([validated.exitCode, validated.json()['code']]).toEqual([13, 'certificate_revoked'])
      const check = ['-crl_check', '-CRLfile', join(dir, 'crl.pem'), '-CAfile', join(dir, 'ca.crt')]
      openssl(['verify', ...check, join(dir, `device_${id}.crt`)], {
        exitCode: 2,
        says: /certificate revoked/,
      })
    })
  },
)
