import { LedgerError } from '@zcert/ledger'
import { describe, expect, test } from 'vitest'
import { ca, Ingest, signedBy } from './ingest.fixture.ts'
import type { MessageStore } from './message-store.ts'

const device = ca.issue()
const LIMIT = 65_536

const codesOf = (answers: readonly { status: number; body: Record<string, unknown> }[]) =>
  answers.map(({ status, body }) => `${status} ${body['code'] ?? 'processed'}`).sort()

describe('a signed message is taken once', () => {
  test('over a restart: the store remembers what the window has forgotten', async () => {
    await using ingest = new Ingest()
    const message = signedBy(device)
    const first = await ingest.store()
    const before = await ingest.serve(device, { store: first })
    expect((await before(message)).status).toBe(200)
    const after = await ingest.serve(device, { store: await ingest.store() })
    expect(codesOf([await after(message)])).toEqual(['409 message_replayed'])
    expect(await first.count('ZM-001')).toBe(1)
    expect(ingest.refusals()).toEqual([
      { device: 'ZM-001', code: 'message_replayed', source: '127.0.0.1' },
    ])
  })

  test('when it comes twice at once', async () => {
    await using ingest = new Ingest()
    const store = await ingest.store()
    const post = await ingest.serve(device, { store })
    for (let round = 0; round < 20; round++) {
      const message = signedBy(device)
      const answers = await Promise.all([post(message), post(message)])
      expect(codesOf(answers)).toEqual(['200 processed', '409 message_replayed'])
    }
    expect(await store.count('ZM-001')).toBe(20)
  })

  test('when it comes to four gateways at once, each with a window of its own', async () => {
    await using ingest = new Ingest()
    const posts = await Promise.all(
      Array.from({ length: 4 }, async () => ingest.serve(device, { store: await ingest.store() })),
    )
    for (let round = 0; round < 10; round++) {
      const message = signedBy(device)
      const answers = await Promise.all(posts.map((post) => post(message)))
      expect(codesOf(answers)).toEqual(['200 processed', ...Array(3).fill('409 message_replayed')])
    }
    expect(await (await ingest.store()).count('ZM-001')).toBe(10)
    expect(ingest.refusals()).toHaveLength(30)
  })

  test('though two devices may use the same nonce', async () => {
    await using ingest = new Ingest()
    const store = await ingest.store()
    const message = { nonce: 'AAAAAAAAAAAAAAAAAAAAAA', created: 1, keyId: '', contentType: 'a/b' }
    const add = (deviceId: string) =>
      store.add({ ...message, deviceId, body: Buffer.from('x') } as never, 2 as never)
    await add('ZM-001')
    await add('ZM-002')
    await expect(add('ZM-001')).rejects.toMatchObject({
      code: 'message_replayed',
      details: { deviceId: 'ZM-001' },
    })
    expect(await store.count('ZM-001')).toBe(1)
  })
})

describe('telemetryRoute() has bounds', () => {
  test('takes 64 KiB, and answers 413 to one octet more without storing it', async () => {
    await using ingest = new Ingest()
    const store = await ingest.store()
    const post = await ingest.serve(device, { store })
    expect((await post(signedBy(device, Buffer.alloc(LIMIT, 'a')))).status).toBe(200)
    const refused = await post(signedBy(device, Buffer.alloc(LIMIT + 1, 'a')))
    expect(codesOf([refused])).toEqual(['413 body_too_large'])
    expect(await store.count('ZM-001')).toBe(1)
    expect(ingest.refusals().map(({ code }) => code)).toEqual(['body_too_large'])
  })

  test('answers 413 to 3 MB, and to 3 MB in chunks that name no length', async () => {
    await using ingest = new Ingest()
    const post = await ingest.serve(device, { store: await ingest.store() })
    const large = signedBy(device, Buffer.alloc(3_000_000, 'a'))
    const chunked = { ...large.headers, 'transfer-encoding': 'chunked', 'content-length': [] }
    expect(codesOf([await post(large)])).toEqual(['413 body_too_large'])
    expect(codesOf([await post({ ...large, headers: chunked })])).toEqual(['413 body_too_large'])
  })

  test('leaves a fault of its own store to the server, which says nothing of it', async () => {
    await using ingest = new Ingest()
    const store = await ingest.store()
    const full = {
      add: () => Promise.reject(new LedgerError('ledger_full', 'the disk is full')),
      audit: (event: Parameters<MessageStore['audit']>[0]) => store.audit(event),
    } as unknown as MessageStore
    const post = await ingest.serve(device, { store: full })
    expect(await post(signedBy(device))).toMatchObject({
      status: 500,
      body: { thrown: 'ledger_full' },
    })
    expect(ingest.refusals()).toEqual([])
  })

  test('a message whose audit entry cannot be written is not answered as if it were', async () => {
    await using ingest = new Ingest()
    const deaf = {
      audit: () => Promise.reject(new LedgerError('ledger_full', 'the disk is full')),
    } as unknown as MessageStore
    const post = await ingest.serve(device, { store: deaf })
    const { 'device-id': _, ...headers } = signedBy(device).headers
    const answer = await post({ headers, body: Buffer.from('{}') })
    expect(answer).toMatchObject({ status: 500, body: { thrown: 'ledger_full' } })
  })
})
