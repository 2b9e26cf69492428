import { existsSync } from 'node:fs'
import { ZcertHome, zcert, zcertOk } from '@zcert/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { shell, works } from './08-shell.ts'

let home: ZcertHome
beforeAll(async () => {
  home = await ZcertHome.create()
  for (const id of ['ZM-001', 'ZM-002', 'ZM-003']) await zcertOk(home.on('device', 'add', id))
})
afterAll(() => home[Symbol.dispose]())

const issue = (id: string, out: string) =>
  home.signing('cert', 'issue', id, '--out', home.folder.at(out), '--key-unencrypted').join(' ')

describe('a reader that goes away', () => {
  test.each([
    ['--help', () => '--help'],
    ['ca show', () => home.on('ca', 'show').join(' ')],
    ['audit list --json', () => home.on('audit', 'list', '--json').join(' ')],
    ['cert issue', () => issue('ZM-001', 'out-pipe')],
  ])('ends zcert %s quietly, with the exit code of its work', async (_, words) => {
    const run = await shell(`$ZCERT ${words()} | true; echo "\${PIPESTATUS[0]}" >&2`)
    expect(run.stderr.replace(/^note: .*\n/, '')).toBe('0\n')
  })

  test('leaves a refusal and its exit code as they are', async () => {
    const line = `$ZCERT ${home.on('device', 'show', 'ZM-404').join(' ')}`
    const run = await shell(`${line} | true; echo "\${PIPESTATUS[0]}" >&2`)
    expect(run.stderr).toMatch(/\(device_unknown\)\nhint: .*\n1\n$/)
    expect((await shell(`${line} 2>/dev/full`)).code).toBe(1)
  })

  test('took nothing from the work', async () => {
    expect(existsSync(home.folder.at('out-pipe/device_ZM-001.crt'))).toBe(true)
  })
})

describe('standard output on a full disk', () => {
  const FULL =
    'error: the command did its work, but standard output cannot be written: ENOSPC (output_unwritable)\n'

  test.each([
    ['--help', () => '--help'],
    ['audit list', () => home.on('audit', 'list').join(' ')],
    ['cert issue', () => issue('ZM-002', 'out-full')],
  ])('of zcert %s is told in one coded line, exit 1', async (_, words) => {
    const run = await shell(`$ZCERT ${words()} > /dev/full`)
    expect([run.code, run.stderr.replace(/^note: .*\n/, '')]).toEqual([1, FULL])
  })

  test('is a JSON object with --json', async () => {
    const run = await shell(`$ZCERT ${home.on('ca', 'show', '--json').join(' ')} > /dev/full`)
    expect(JSON.parse(run.stderr)).toMatchObject({ error: { code: 'output_unwritable' } })
  })

  test('leaves the work done', async () => {
    expect(existsSync(home.folder.at('out-full/device_ZM-002.crt'))).toBe(true)
    const { stdout } = await zcertOk(home.on('cert', 'list', '--device', 'ZM-002'))
    expect(stdout).toContain('active')
  })
})

describe.skipIf(!works('script', '--version'))(
  'a question on a terminal',
  { meta: { skipReason: 'there is no script(1)' } },
  () => {
    /** Runs a command on a terminal, where `typed` is typed once it asks. */
    const onTerminal = (words: string, ...typed: string[]) =>
      shell(`script -qec "$ZCERT ${words}" /dev/null`, { typed })
    const generate = () => home.on('crl', 'generate').join(' ')
    const RIGHT = 'the passphrase of the CA'

    test.each([
      ['return', `${RIGHT}\r`],
      ['line feed', `${RIGHT}\n`],
      ['corrections and return', `wrong\u0015${RIGHT}xy\u007f\b\r`],
      ['an empty answer before', `\r${RIGHT}\r`],
    ])('is answered with %s, and nothing of it is shown', async (_, typed) => {
      const run = await onTerminal(generate(), typed)
      expect([run.code, run.stdout]).toEqual([0, expect.stringMatching(/CRL \d+ with 0 entries/)])
      expect(run.stdout).not.toContain('passphrase of the CA\r')
    })

    test('is asked twice for a new passphrase, and both may be typed at once', async () => {
      const init = (name: string) => `ca init --key p-256 --home ${home.folder.at(name)}`
      expect((await onTerminal(init('typed'), 'secret\nsecret\n')).code).toBe(0)
      const differ = await onTerminal(init('differ'), 'secret\r', 'Secret\r')
      expect([differ.code, differ.stdout]).toEqual([
        1,
        expect.stringContaining('(passphrase_mismatch)'),
      ])
      expect(existsSync(home.folder.at('differ'))).toBe(false)
    })

    test.each([
      ['Ctrl-D', '\u0004'],
      ['Ctrl-C', '\u0003'],
    ])('that gets %s is refused with passphrase_missing, exit 1', async (_, typed) => {
      const run = await onTerminal(generate(), typed)
      expect([run.code, run.stdout]).toEqual([
        1,
        expect.stringMatching(/error: no passphrase was given \(passphrase_missing\)\r\n$/),
      ])
    })
  },
)

test('work that never comes to an end is a fault, and no verdict on a certificate', async () => {
  const never = home.folder.write('never.mjs', 'globalThis.setImmediate = () => undefined\n')
  const env = { NODE_OPTIONS: `--import=${never}` }
  const run = await zcert(home.on('device', 'add', 'ZM-404'), { env })
  expect([run.exitCode, run.stdout]).toEqual([70, ''])
  expect(run.stderr).toContain('error: zcert stopped before its work was done')
})
