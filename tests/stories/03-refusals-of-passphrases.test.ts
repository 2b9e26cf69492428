import { chmodSync, existsSync, mkdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import {
  passphraseFile,
  ZcertHome,
  type ZcertOptions,
  type ZcertRun,
  zcert,
  zcertOk,
} from '@zcert/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

const RIGHT = 'the passphrase of the CA'
const WAYS = [/--passphrase-file FILE/, /zcert-ca-key/, /on a terminal/]

let home: ZcertHome
beforeAll(async () => {
  home = await ZcertHome.create()
})
afterAll(() => home[Symbol.dispose]())

/** A command that needs the CA's key and, with the right passphrase, goes well. */
const generate = (words: readonly string[], options?: ZcertOptions) =>
  zcert(home.on('crl', 'generate', ...words), options)

async function expectRefusal(run: ZcertRun, code: string, exitCode = 1): Promise<void> {
  expect([run.exitCode, run.code, run.stdout]).toEqual([exitCode, code, ''])
  expect(run.stderr).not.toContain(RIGHT)
}

/** A file with these octets that only its owner can read. */
function fileWith(name: string, contents: string | Uint8Array, mode = 0o600): string {
  const path = home.folder.write(name, contents)
  chmodSync(path, mode)
  return path
}

describe('a CA key that others can read', () => {
  test.each([0o640, 0o604])('of mode %o is used, and warned of each time', async (mode) => {
    const key = home.at('private/ca.key')
    const pass = fileWith('warned.pass', `${RIGHT}\n`)
    const runs = async () => [
      await generate(['--passphrase-file', pass]),
      await zcert(home.on('ca', 'show')),
    ]
    chmodSync(key, mode)
    for (const run of await runs()) {
      expect(run.exitCode).toBe(0)
      expect(run.stderr).toContain(`others can use the CA key ${key}: it has mode`)
    }
    chmodSync(key, 0o600)
    for (const run of await runs()) expect([run.exitCode, run.stderr]).toEqual([0, ''])
  })
})

describe('a passphrase file', () => {
  test.each([
    ['with the right passphrase and a line feed', `${RIGHT}\n`],
    ['without a line feed', RIGHT],
    ['from Windows', `${RIGHT}\r\n`],
    ['with notes from the second line on', `${RIGHT}\nkept in the safe\n`],
  ])('%s opens the key', async (name, contents) => {
    const run = await generate(['--passphrase-file', fileWith(`${name}.pass`, contents)])
    expect(run.exitCode).toBe(0)
  })

  test.each([
    ['with another passphrase', 'something else\n', 'passphrase_wrong'],
    ['in other letters', `${RIGHT.toUpperCase()}\n`, 'passphrase_wrong'],
    ['with a space behind it', `${RIGHT} \n`, 'passphrase_wrong'],
    ['that is empty', '', 'passphrase_invalid'],
    ['with an empty first line', `\n${RIGHT}\n`, 'passphrase_invalid'],
    ['with a NUL', `${RIGHT}\0\n`, 'passphrase_invalid'],
    ['of 1025 octets', 'x'.repeat(1025), 'passphrase_invalid'],
    ['of a megabyte', Buffer.alloc(1 << 20, 0x78), 'file_too_large'],
  ])('%s is refused', async (name, contents, code) => {
    const path = fileWith(`${name}.pass`, contents)
    await expectRefusal(await generate(['--passphrase-file', path]), code)
  })

  test.each([0o644, 0o640, 0o604, 0o660, 0o666])(
    'that others can read (%i) is refused, and the hint closes it',
    async (mode) => {
      const path = fileWith('exposed.pass', `${RIGHT}\n`, mode)
      const run = await generate(['--passphrase-file', path])
      await expectRefusal(run, 'passphrase_file_exposed')
      expect(run.stderr).toContain(`hint: chmod 600 ${path}`)
      chmodSync(path, 0o600)
      expect((await generate(['--passphrase-file', path])).exitCode).toBe(0)
    },
  )

  test('that others can read is refused behind a symbolic link too', async () => {
    const link = home.folder.at('link.pass')
    symlinkSync(fileWith('open.pass', `${RIGHT}\n`, 0o644), link)
    await expectRefusal(await generate(['--passphrase-file', link]), 'passphrase_file_exposed')
  })

  test('that is missing or a folder is refused', async () => {
    const [none, folder] = [home.folder.at('none.pass'), home.folder.path]
    await expectRefusal(await generate(['--passphrase-file', none]), 'file_missing')
    await expectRefusal(await generate(['--passphrase-file', folder]), 'file_unreadable')
  })
})

describe('standard input', () => {
  test('gives the passphrase with -', async () => {
    const run = await generate(['--passphrase-file', '-'], { input: `${RIGHT}\n` })
    expect(run.exitCode).toBe(0)
  })

  test.each([
    ['nothing', '', 'passphrase_invalid'],
    ['another passphrase', 'x\n', 'passphrase_wrong'],
  ])('with %s is refused', async (_, input, code) => {
    await expectRefusal(await generate(['--passphrase-file', '-'], { input }), code)
  })
})

describe('a systemd credential', () => {
  const env = (contents?: string) => {
    const folder = home.folder.at(`credentials-${Math.random()}`)
    mkdirSync(folder)
    const name = join(folder.slice(home.folder.path.length + 1), 'zcert-ca-key')
    if (contents !== undefined) fileWith(name, contents, 0o644)
    return { env: { CREDENTIALS_DIRECTORY: folder } }
  }

  test('gives the passphrase where no option does', async () => {
    expect((await generate([], env(RIGHT))).exitCode).toBe(0)
  })

  test('gives way to the option', async () => {
    const words = ['--passphrase-file', home.passphraseFile]
    expect((await generate(words, env('something else'))).exitCode).toBe(0)
    const wrong = passphraseFile(home.folder, 'wrong.pass', 'something else')
    await expectRefusal(
      await generate(['--passphrase-file', wrong], env(RIGHT)),
      'passphrase_wrong',
    )
  })

  test('that is wrong, empty or not there is refused', async () => {
    await expectRefusal(await generate([], env('wrong')), 'passphrase_wrong')
    await expectRefusal(await generate([], env('')), 'passphrase_invalid')
    await expectRefusal(await generate([], env()), 'passphrase_missing')
  })
})

describe('no passphrase and no terminal', () => {
  test('names the three ways', async () => {
    const run = await generate([])
    await expectRefusal(run, 'passphrase_missing')
    for (const way of WAYS) expect(run.stderr).toMatch(way)
  })

  test('for a new key names its own option', async () => {
    await zcertOk(home.on('device', 'add', 'ZM-001'))
    const out = home.folder.at('out')
    const run = await zcert(home.signing('cert', 'issue', 'ZM-001', '--out', out))
    await expectRefusal(run, 'passphrase_missing')
    expect(run.stderr).toMatch(/--key-passphrase-file FILE.*zcert-device-key.*terminal/)
    const words = ['--dir', out, '--device-id', 'ZM-001', '--out', home.folder.at('x.csr')]
    await expectRefusal(await zcert(['agent', 'csr', ...words]), 'passphrase_missing')
    expect(existsSync(out)).toBe(false)
  })

  test('both a passphrase and none for a new key are refused', async () => {
    const words = ['--key-unencrypted', '--key-passphrase-file', home.passphraseFile]
    const out = ['--out', home.folder.at('out')]
    const run = await zcert(home.signing('cert', 'issue', 'ZM-001', ...out, ...words))
    await expectRefusal(run, 'key_protection_unspecified')
  })
})

describe('a passphrase on the command line or in the environment', () => {
  test.each([
    ['--passphrase', RIGHT],
    ['--passphrase', `pass:${RIGHT}`],
    ['--key-passphrase', RIGHT],
    ['--passin', `pass:${RIGHT}`],
  ])('%s is no option', async (option, value) => {
    await expectRefusal(await generate([option, value]), 'usage', 2)
  })

  test.each([`pass:${RIGHT}`, `env:SECRET`, RIGHT])(
    '--passphrase-file %s is the name of a file and nothing else',
    async (value) => {
      const run = await generate(['--passphrase-file', value], { env: { SECRET: RIGHT } })
      expect([run.exitCode, run.code]).toEqual([1, 'file_missing'])
    },
  )

  test('no variable is looked at', async () => {
    const names = ['ZCERT_PASSPHRASE', 'ZCERT_CA_PASSPHRASE', 'PASSPHRASE', 'ZCERT_PASSPHRASE_FILE']
    const env = Object.fromEntries(names.map((name) => [name, RIGHT]))
    await expectRefusal(await generate([], { env }), 'passphrase_missing')
  })

  test('no command has an option that takes a secret', async () => {
    for (const group of ['ca', 'device', 'cert', 'crl', 'agent', 'gateway', 'audit']) {
      const { stdout } = await zcertOk([group, '--help'])
      expect(stdout).not.toMatch(/<(passphrase|password|secret)>/)
    }
  })
})
