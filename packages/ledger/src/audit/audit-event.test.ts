import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { type AuditEvent, auditHash, GENESIS_HASH } from './audit-event.ts'

const EVENT: Omit<AuditEvent, 'hash'> = {
  seq: 2,
  atMs: 1_795_000_000_000,
  category: 'certificate',
  severity: 'info',
  action: 'certificate_issued',
  success: true,
  deviceId: 'ZM-001',
  user: null,
  sourceAddress: '192.0.2.7',
  details: '{"serial":"4A01"}',
  previousHash: GENESIS_HASH,
}

describe('auditHash()', () => {
  test('is SHA-256 over a JSON array that anybody can put together', () => {
    const text = `[2,1795000000000,"certificate","info","certificate_issued",true,"ZM-001",null,"192.0.2.7","{\\"serial\\":\\"4A01\\"}","${'0'.repeat(64)}"]`
    expect(auditHash(EVENT)).toBe(createHash('sha256').update(text).digest('hex'))
  })

  test('changes with every field', () => {
    const changes: Partial<AuditEvent>[] = [
      { seq: 3 },
      { atMs: 1_795_000_000_001 },
      { category: 'connection' },
      { severity: 'warning' },
      { action: 'certificate_refused' },
      { success: false },
      { deviceId: null },
      { deviceId: 'null' },
      { user: 'root' },
      { user: '' },
      { sourceAddress: null },
      { details: '{}' },
      { previousHash: '1'.repeat(64) },
    ]
    const hashes = [EVENT, ...changes.map((change) => ({ ...EVENT, ...change }))].map(auditHash)
    expect(new Set(hashes).size).toBe(changes.length + 1)
  })

  test('tells fields apart whose texts run into one another', () => {
    const [a, b] = [
      { ...EVENT, deviceId: 'A', user: '","B' },
      { ...EVENT, deviceId: 'A","', user: 'B' },
    ]
    expect(auditHash(a)).not.toBe(auditHash(b))
  })
})
