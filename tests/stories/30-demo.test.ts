import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import {
  folderSnapshot,
  openssl,
  opensslAvailable,
  printFigure,
  TemporaryFolder,
  type ZcertRun,
  zcert,
} from '@zcert/testkit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { DAMAGES_TO_FILES } from './30-damages-to-files.ts'
import { DAMAGES_TO_SERVICES } from './30-damages-to-services.ts'
import { type DemoReport, DemoRun } from './30-demo-run.ts'
import { isAlive, until } from './30-processes.ts'

const DAMAGES = [...DAMAGES_TO_FILES, ...DAMAGES_TO_SERVICES]
const WORKFLOWS = [
  '1. initial certificate provisioning',
  '2. certificate validation on device start-up',
  '3. secure data transmission',
  '4. certificate renewal',
  '5. certificate revocation',
]
const meta = { skipReason: 'there is no openssl 3' }

/** Run with `--dir`, for people. */
let demo: DemoRun
let shown: ZcertRun
/** Run without `--dir` and for programs; paused before every proof and damaged at none. */
const temporary = new TemporaryFolder()
let paused: ZcertRun
let report: DemoReport
let ids: string[]

beforeAll(async () => {
  demo = new DemoRun()
  ;[shown, paused] = await Promise.all([
    demo.end(),
    zcert(['demo', '--json', '--pause', 'all'], {
      input: '\n'.repeat(DAMAGES.length),
      env: { TMPDIR: temporary.path },
    }),
  ])
  report = paused.json<DemoReport>()
  ids = report.steps.map(({ id }) => id)
})
afterAll(async () => {
  await demo[Symbol.asyncDispose]()
  temporary[Symbol.dispose]()
})

/** The steps as they are shown to people: mark, id, step of the guide, evidence, time. */
function shownSteps({ stderr }: ZcertRun) {
  const step = /^ {2}(\w+) {2}(\d\.\d) {2}(\S.*)\n {9}(\S.*) \((\d+) ms\)$/gm
  return [...stderr.matchAll(step)].map(([, mark, id, guide, evidence, ms]) => ({
    ...{ mark, id, guide, evidence, ms: Number(ms) },
  }))
}

describe('zcert demo', () => {
  test('passes, and every step of the five workflows holds', () => {
    expect(shown.exitCode).toBe(0)
    expect(shown.stderr.match(/^\d\. .*$/gm)).toEqual(WORKFLOWS)
    const steps = shownSteps(shown)
    expect(steps.map(({ mark }) => mark)).toEqual(steps.map(() => 'holds'))
    expect(steps.map(({ id }) => id)).toEqual(ids)
    expect(new Set(ids.map((id) => id[0]))).toEqual(new Set(['1', '2', '3', '4', '5']))
  })

  test("shows the guide's step, the evidence and the time of each", () => {
    const steps = shownSteps(shown)
    const total = steps.reduce((sum, { ms }) => sum + ms, 0)
    expect(steps.map(({ guide }) => guide)).toEqual(report.steps.map(({ guide }) => guide))
    for (const { id, ms } of steps) expect(ms, id).toBeGreaterThan(0)
    const [, count, seconds] = /: (\d+) steps in (\d+\.\d) s\n/.exec(shown.stdout) ?? []
    expect(Number(count)).toBe(ids.length)
    expect(Number(seconds) * 1000).toBeGreaterThan(total - 100)
    printFigure(`demo: ${count} steps in ${seconds} s`)
  })

  test('says where the files lie, and leaves no gateway', () => {
    expect(shown.stdout).toMatch(/^all 5 workflows of the guide hold: /)
    expect(shown.stdout.trimEnd().split('\n').at(-1)).toBe(`files: ${demo.at()}`)
    const gateway = Number(/gateway process (\d+):/.exec(shown.stderr)?.[1])
    expect(gateway).toBeGreaterThan(1)
    expect(isAlive(gateway)).toBe(false)
  })

  test('--json is one object on stdout; without --dir it lies in a new folder in TMPDIR', () => {
    expect(paused.exitCode).toBe(0)
    expect(Object.keys(report)).toEqual(['dir', 'passed', 'steps'])
    expect(report.passed).toBe(true)
    expect(report.steps.every(({ holds }) => holds)).toBe(true)
    expect(readdirSync(temporary.path).map((name) => temporary.at(name))).toEqual([report.dir])
    expect(report.dir).toMatch(/\/zcert-demo-\w+$/)
    expect(readdirSync(report.dir).sort()).toEqual(readdirSync(demo.at()).sort())
  })

  test('paused before every proof it passes all the same', () => {
    const pauses = [
      ...paused.stderr.matchAll(/paused before the proof of (\d\.\d); everything is in (\S+);/g),
    ]
    expect(pauses.map(([, id]) => id)).toEqual(ids)
    expect(new Set(pauses.map(([, , dir]) => dir))).toEqual(new Set([report.dir]))
    expect(shown.stderr).not.toContain('paused')
  })
})

describe.skipIf(!opensslAvailable())('what zcert demo leaves, judged by openssl', { meta }, () => {
  test.each([
    ['device_ZM-001.crt', 2, /certificate revoked/],
    ['device_ZM-001_new.crt', 2, /certificate revoked/],
    ['device_ZM-002.crt', 0, /: OK$/m],
  ])('openssl verify -crl_check on %s ends with %i', (name, exitCode, says) => {
    const trust = ['-CAfile', demo.at('ca/certs/ca.crt'), '-CRLfile', demo.at('ca/crl/crl.pem')]
    const purpose = ['-purpose', 'sslclient', '-x509_strict']
    openssl(['verify', '-crl_check', ...trust, ...purpose, demo.at(name)], { exitCode, says })
  })

  test.each(['ZM-001', 'ZM-002'])('%s: sha256sum accepts, openssl opens its key', (id) => {
    const cwd = demo.device(id, '')
    const sums = spawnSync('sha256sum', ['-c', 'certs.sha256'], { cwd, encoding: 'utf8' })
    expect([sums.status, sums.stdout.match(/: OK$/gm)?.length]).toEqual([0, 3])
    const passphrase = ['-passin', `file:${demo.at('secrets/device-passphrase')}`]
    const key = ['pkey', '-in', demo.device(id, `device_${id}.key`), ...passphrase, '-pubout']
    const certificate = ['x509', '-in', demo.device(id, `device_${id}.crt`), '-noout', '-pubkey']
    expect(openssl(key).text).toBe(openssl(certificate).text)
  })
})

describe.concurrent('zcert demo --pause, damaged', () => {
  test.for(DAMAGES)('$step does not hold when $what', async (damage, { expect }) => {
    await using run = new DemoRun('--json', '--pause', damage.step)
    await run.pausesAt(damage.step)
    await using cleanUp = new AsyncDisposableStack()
    cleanUp.use((await damage.apply(run)) as AsyncDisposable | undefined)
    run.goOn()
    const { exitCode, stderr, ...end } = await run.end()
    expect(exitCode, stderr).toBe(1)
    const { passed, steps } = JSON.parse(end.stdout) as DemoReport
    const last = steps.at(-1)
    expect(passed).toBe(false)
    expect(last).toMatchObject({ id: damage.step, holds: false })
    expect(last?.evidence).toMatch(damage.noticed)
    expect(steps.map(({ id }) => id)).toEqual(ids.slice(0, ids.indexOf(damage.step) + 1))
    expect(steps.slice(0, -1).every(({ holds }) => holds)).toBe(true)
  })

  test('the step is named to people too', async ({ expect }) => {
    await using run = new DemoRun('--pause', '1.3')
    await run.pausesAt('1.3')
    await DAMAGES.find(({ step }) => step === '1.3')?.apply(run)
    run.goOn()
    const end = await run.end()
    expect(end.exitCode).toBe(1)
    expect(shownSteps(end).map(({ mark, id }) => [mark, id])).toEqual([
      ['holds', '1.1'],
      ['holds', '1.2'],
      ['FAILS', '1.3'],
    ])
    expect(end.stdout).toBe(`step 1.3 does not hold; 2 steps before it do\nfiles: ${run.at()}\n`)
  })
})

test('every step that the demo shows is damaged above, and no other', () => {
  expect([...new Set(DAMAGES.map(({ step }) => step))]).toEqual(ids)
})

describe('zcert demo --dir on a folder that is not empty', () => {
  test.each([
    ['for people', []],
    ['for programs', ['--json']],
  ])('is refused with file_exists and touches nothing, %s', async (_, words) => {
    using folder = new TemporaryFolder()
    folder.write('a file', 'of somebody')
    const before = folderSnapshot(folder.path)
    const run = await zcert(['demo', '--dir', folder.path, ...words])
    expect([run.exitCode, run.code, run.stdout]).toEqual([1, 'file_exists', ''])
    expect(folderSnapshot(folder.path)).toEqual(before)
  })

  test('a file in its place is refused with file_unwritable', async () => {
    using folder = new TemporaryFolder()
    const run = await zcert(['demo', '--dir', folder.write('a file', 'of somebody')])
    expect([run.exitCode, run.code]).toEqual([1, 'file_unwritable'])
    expect(folder.read('a file').toString()).toBe('of somebody')
  })
})

describe.concurrent('zcert demo, interrupted', () => {
  test.for([
    ['SIGINT', '3.1'],
    ['SIGTERM', '1.1'],
    ['SIGHUP', '1.1'],
  ] as const)('by %s at its pause in %s, leaves no process', async ([signal, step], { expect }) => {
    await using run = new DemoRun('--pause', step)
    await run.pausesAt(step)
    const { children } = run
    expect(children).toHaveLength(step === '1.1' ? 0 : 1)
    run.program.child.kill(signal)
    expect(await run.program.ended).toMatchObject({ code: null, signal, stdout: '' })
    expect(children.filter(isAlive)).toEqual([])
  })

  test.for([
    ['a command works', '1. initial', ''],
    ['the gateway starts', '2.2', 'gateway/gateway.log'],
  ] as const)('by SIGTERM while %s, leaves no process', async ([, said, file], { expect }) => {
    await using run = new DemoRun()
    await run.program.says(new RegExp(said))
    await until('it is at work', () => run.children.length > 0 && existsSync(run.at(file)))
    const { children } = run
    run.program.child.kill('SIGTERM')
    expect(await run.program.ended).toMatchObject({ code: null, signal: 'SIGTERM' })
    expect(children).not.toEqual([])
    expect(children.filter(isAlive)).toEqual([])
  })
})
