import { inParallel, testCsr, ZcertHome, type ZcertRun, zcert, zcertOk } from '@zcert/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

let home: ZcertHome
const at = (name: string) => home.folder.at(name)
const UNENCRYPTED = /^note: the private key is stored without encryption: [^\n]+\n$/

/** Every command that prints a result, in an order in which each goes well; `N` is another each time. */
const SESSION: [name: string, words: (n: string) => string[], remark?: RegExp][] = [
  [
    'ca init',
    (n) => [
      ...['ca', 'init', '--home', at(`home-${n}`), '--key', 'p-256'],
      ...['--passphrase-file', home.passphraseFile],
    ],
  ],
  ['ca show', () => home.on('ca', 'show')],
  ['ca sync', () => home.on('ca', 'sync')],
  ['device add', (n) => home.on('device', 'add', `ZM-${n}`)],
  ['device list', () => home.on('device', 'list')],
  ['device show', (n) => home.on('device', 'show', `ZM-${n}`)],
  ['device pair', (n) => home.on('device', 'pair', `ZM-${n}`)],
  [
    'cert issue',
    (n) =>
      home.signing(
        ...['cert', 'issue', `ZM-${n}`, '--out', at(`out-${n}`), '--key', 'p-256'],
        '--key-unencrypted',
      ),
    UNENCRYPTED,
  ],
  [
    'cert sign',
    (n) => {
      const csr = home.folder.write(`${n}.csr`, testCsr({ deviceId: `ZM-${n}` }))
      return home.signing('cert', 'sign', `ZM-${n}`, '--csr', csr, '--out', at(`${n}.crt`))
    },
  ],
  ['cert list', () => home.on('cert', 'list')],
  [
    'cert verify',
    (n) => ['cert', 'verify', at(`out-${n}/device_ZM-${n}.crt`), '--ca', at(`out-${n}/ca.crt`)],
  ],
  [
    'agent csr',
    (n) => [
      ...['agent', 'csr', '--dir', at(`csr-${n}`), '--device-id', `ZM-${n}`],
      ...['--out', at(`agent-${n}.csr`), '--key', 'p-256', '--key-unencrypted'],
    ],
    UNENCRYPTED,
  ],
  [
    'agent install',
    (n) => [
      ...['agent', 'install', '--dir', at(`device-${n}`), '--device-id', `ZM-${n}`],
      ...['--cert', at(`out-${n}/device_ZM-${n}.crt`), '--key', at(`out-${n}/device_ZM-${n}.key`)],
      ...['--ca', home.at('certs/ca.crt'), '--crl', home.at('crl/crl.pem')],
    ],
    UNENCRYPTED,
  ],
  ['agent validate', (n) => ['agent', 'validate', '--dir', at(`device-${n}`)]],
  ['crl generate', () => home.signing('crl', 'generate')],
  ['crl show', () => home.on('crl', 'show')],
  ['agent crl', (n) => ['agent', 'crl', home.at('crl/crl.pem'), '--dir', at(`device-${n}`)]],
  ['cert revoke', (n) => home.signing('cert', 'revoke', '--device', `ZM-${n}`)],
  ['audit verify', () => home.on('audit', 'verify')],
  ['audit list', () => home.on('audit', 'list')],
]

beforeAll(async () => {
  home = await ZcertHome.create()
})
afterAll(() => home[Symbol.dispose]())

/** The words with `--json` put in at one of their places. */
function withJson(words: readonly string[], place: number): string[] {
  return [...words.slice(0, place), '--json', ...words.slice(place)]
}

describe('a whole session', () => {
  test.each(SESSION)('zcert %s', async (_, words, remark) => {
    const texts = words('1')
    const places = [0, 1, words('1').length]
    const text = await zcertOk(texts)
    expect(text.stdout).toMatch(/\S\n$/)
    expect(() => JSON.parse(text.stdout)).toThrow()
    if (remark === undefined) expect(text.stderr).toBe('')
    else expect(text.stderr).toMatch(remark)
    for (const [n, place] of places.entries()) {
      const run = await zcertOk(withJson(words(String(n + 2)), place))
      const value: unknown = JSON.parse(run.stdout)
      expect(typeof value === 'object' && value !== null && !Array.isArray(value)).toBe(true)
      if (remark === undefined) expect(run.stderr).toBe('')
      else expect(run.stderr).toMatch(remark)
    }
  })
})

describe('a refusal', () => {
  /** Lines that are refused at different depths: by the words, the files, the ledger, the rules. */
  const REFUSED: [name: string, words: () => string[]][] = [
    ['of the words', () => ['cert', 'issue']],
    ['of a value', () => home.signing('cert', 'revoke', '1', '--reason', 'x')],
    ['of a file', () => ['crl', 'show', at('missing.pem')]],
    ['of the home', () => ['ca', 'show', '--home', at('missing')]],
    ['of the ledger', () => home.on('device', 'show', 'ZM-404')],
    [
      'after a remark was due',
      () => home.signing('cert', 'issue', 'ZM-404', '--out', at('out-404'), '--key-unencrypted'),
    ],
    [
      'of a rule',
      () => {
        const csr = home.folder.write('bad.csr', testCsr({ deviceId: 'ZM-2' }))
        return home.signing('cert', 'sign', 'ZM-1', '--csr', csr, '--out', at('bad.crt'))
      },
    ],
  ]

  test.each(REFUSED)('%s is one JSON object on stderr, and nothing on stdout', async (_, words) => {
    const json = await zcert([...words(), '--json'])
    const text = await zcert(words())
    expect([json.stdout, text.stdout]).toEqual(['', ''])
    expect(json.stderr.match(/\n/g)).toHaveLength(1)
    const { error, ...rest } = JSON.parse(json.stderr)
    expect(rest).toEqual({})
    expect(error).toMatchObject({ code: text.code, message: expect.any(String) })
    expect(Object.keys(error).sort()).toEqual(
      ['code', 'details', 'message', ...('hint' in error ? ['hint'] : [])].sort(),
    )
    expect(text.stderr).toContain(`error: ${error.message} (${error.code})\n`)
    if ('hint' in error) expect(text.stderr).toMatch(/\nhint: [^\n]+\n$/)
    // The house's style: lower case, no full stop, names the thing.
    expect(error.message).not.toMatch(/\.$/)
    expect(json.exitCode).toBe(text.exitCode)
  })

  test('of a certificate is a report on stdout, in both forms with the exit code of its reason', async () => {
    const [certificate, ca] = [at('out-2/device_ZM-2.crt'), at('out-2/ca.crt')]
    const words = ['cert', 'verify', certificate, '--ca', ca, '--device-id', 'ZM-9']
    const [json, text] = (await inParallel([[...words, '--json'], words], (one) => zcert(one))) as [
      ZcertRun,
      ZcertRun,
    ]
    expect([json.exitCode, text.exitCode]).toEqual([14, 14])
    expect([json.stderr, text.stderr]).toEqual(['', ''])
    expect(json.json()).toMatchObject({ valid: false, code: 'device_id_mismatch' })
    const { steps } = json.json<{
      steps: { step: string; result: string; code: string | null; evidence: string }[]
    }>()
    for (const step of steps)
      expect(Object.keys(step).sort()).toEqual(['code', 'evidence', 'result', 'step'])
  })
})
