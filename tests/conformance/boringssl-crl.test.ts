import { generateKeyPairSync, type KeyObject, sign, verify } from 'node:crypto'
import { der, derContents, derParts, NO_VECTORS, readVectors } from '@zcert/testkit'
import {
  type Certificate,
  crlRevocation,
  parseCertificate,
  parseCertificateList,
  parseInstant,
  publicKeyOf,
  validatePath,
  X509Error,
} from '@zcert/x509'
import { describe, expect, test } from 'vitest'

interface CrlCase {
  readonly id: string
  readonly expect: 'good' | 'revoked' | 'bad' | 'invalid'
  readonly crl: string
  readonly issuer: string
  readonly issuer2: string | null
  readonly cert: string
}

interface CrlVectors {
  readonly verifyTime: string
  readonly cases: readonly CrlCase[]
}

type Answer = 'good' | 'revoked' | 'none'

/** CRLs that BoringSSL takes and we do not. The list only shrinks. */
const REFUSED_BY_US: ReadonlyMap<string, string> = new Map([
  ['good_no_nextupdate', 'RFC 5280 §5.1.2.5: a CRL without nextUpdate never ages'],
  ['good_fake_extension_no_nextupdate', 'RFC 5280 §5.1.2.5: a CRL without nextUpdate never ages'],
])

/** CRLs from which we take an answer and BoringSSL does not, each with what refuses it all the same. */
const TAKEN_BY_US: ReadonlyMap<string, string> = new Map([
  [
    'bad_thisupdate_too_old',
    'seven days are the age that BoringSSL was asked for; nextUpdate holds',
  ],
  [
    'invalid_idp_onlycontainsusercerts_v1_leaf',
    'a path with a certificate of version 1 is refused',
  ],
])

const vectors = readVectors<CrlVectors>('boringssl-crl.json')
const cases = vectors?.cases ?? []
const bytes = (base64: string) => Buffer.from(base64, 'base64')

interface Keys {
  readonly privateKey: KeyObject
  readonly spki: Buffer
}

function makeKeys(): Keys {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  return { privateKey, spki: publicKey.export({ type: 'spki', format: 'der' }) }
}

const [issuerKeys, otherIssuerKeys, strangerKeys] = [makeKeys(), makeKeys(), makeKeys()]

/**
 * The vectors are signed with RSA keys of 1,024 bits, which we refuse. So that they test more than
 * that, every issuer gets a new key in place of its own, and the CRL a new signature by the key that
 * stands for the one that made the old; a CRL that nobody signed is signed by a stranger.
 */
function rekeyed({ crl, issuer, issuer2 }: CrlCase): { crl: Buffer; issuers: Certificate[] } {
  const olds = [issuer, ...(issuer2 === null ? [] : [issuer2])].map((each) => bytes(each))
  const keys = [issuerKeys, otherIssuerKeys]
  const issuers = olds.map((old, at) => withKey(old, (keys[at] as Keys).spki))
  const [tbs, algorithm, signature, ...rest] = derParts(bytes(crl))
  if (tbs === undefined || algorithm === undefined || signature?.[0] !== 0x03) {
    return { crl: bytes(crl), issuers }
  }
  const signer = olds.findIndex((old) => {
    const key = publicKeyOf(parseCertificate(old))
    return verify('sha256', tbs, key, derContents(signature).subarray(1))
  })
  const { privateKey } = keys[signer] ?? strangerKeys
  const renewed = der(0x03, Buffer.from([0]), sign('sha256', tbs, privateKey))
  return { crl: der(0x30, tbs, algorithm, renewed, ...rest), issuers }
}

function withKey(certificate: Buffer, spki: Buffer): Certificate {
  const [tbs, ...behind] = derParts(certificate) as [Buffer, ...Buffer[]]
  const old = parseCertificate(certificate).publicKey.der
  const fields = derParts(tbs).map((field) => (field.equals(old) ? spki : field))
  return parseCertificate(der(0x30, der(0x30, ...fields), ...behind))
}

const at = parseInstant(vectors?.verifyTime ?? '2017-03-09T00:00:00Z')

function answerOf(crl: Buffer, certificate: Buffer, issuers: readonly Certificate[]): Answer {
  const [issuer, ...others] = issuers
  try {
    const check = crlRevocation([parseCertificateList(crl)], {}, () => others)
    const question = { certificate: parseCertificate(certificate), issuer, depth: 0, at }
    const { status } = check(question)
    return status === 'good' || status === 'revoked' ? status : 'none'
  } catch (error) {
    if (error instanceof X509Error) return 'none'
    throw error
  }
}

describe.skipIf(vectors === undefined)(
  'BoringSSL CRL vectors',
  { meta: { skipReason: NO_VECTORS } },
  () => {
    test('are 66, and no exception is for one that does not exist', ({ task }) => {
      expect(cases).toHaveLength(66)
      const ids = new Set(cases.map(({ id }) => id))
      const excused = [...REFUSED_BY_US.keys(), ...TAKEN_BY_US.keys()]
      expect(excused.filter((id) => !ids.has(id))).toEqual([])
      task.meta.exceptions = { 'BoringSSL CRL': excused.length }
    })

    test.each(cases)('$id: crlRevocation() takes no answer signed with 1,024 bits', (each) => {
      const issuers = [each.issuer, ...(each.issuer2 === null ? [] : [each.issuer2])]
      const read = issuers.map((issuer) => parseCertificate(bytes(issuer)))
      expect(answerOf(bytes(each.crl), bytes(each.cert), read)).toBe('none')
    })

    const sound = cases.filter(({ expect: wanted }) => wanted === 'good' || wanted === 'revoked')
    test.each(sound)('$id: crlRevocation() answers $expect under a larger key', (each) => {
      const { crl, issuers } = rekeyed(each)
      const wanted = REFUSED_BY_US.has(each.id) ? 'none' : each.expect
      expect(answerOf(crl, bytes(each.cert), issuers)).toBe(wanted)
    })

    const unsound = cases.filter((each) => !sound.includes(each))
    test.each(unsound)('$id: crlRevocation() takes no answer from it', (each) => {
      const { crl, issuers } = rekeyed(each)
      const wanted = TAKEN_BY_US.has(each.id) ? 'good' : 'none'
      expect(answerOf(crl, bytes(each.cert), issuers)).toBe(wanted)
    })

    test('the certificate of version 1 is refused by its path', () => {
      const each = cases.find(({ id }) => id === 'invalid_idp_onlycontainsusercerts_v1_leaf')
      const certificate = parseCertificate(bytes(each?.cert ?? ''))
      const issuer = parseCertificate(bytes(each?.issuer ?? ''))
      const result = validatePath({
        certificate,
        trustAnchors: [issuer],
        at,
        purpose: 'any',
        revocation: 'not-asked',
      })
      const rules = result.valid ? [] : result.findings.map(({ rule }) => rule)
      expect(rules).toContain('version')
    })

    test('the CRL that is only too old for BoringSSL is to be replaced later than now', () => {
      const each = cases.find(({ id }) => id === 'bad_thisupdate_too_old')
      expect(parseCertificateList(bytes(each?.crl ?? '')).nextUpdate).toBeGreaterThan(at)
    })
  },
)
