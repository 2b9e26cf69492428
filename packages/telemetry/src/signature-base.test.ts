import { createPublicKey, type KeyObject } from 'node:crypto'
import {
  type InnerList,
  parseDictionary,
  serializeInnerList,
  serializeItem,
} from 'structured-headers'
import { describe, expect, test } from 'vitest'
import { isBaseSignedBy, type SignatureAlgorithm } from './signature-algorithm.ts'
import { type Component, signatureBase } from './signature-base.ts'

// The public halves of the test keys that RFC 9421 Appendix B.1 publishes.
const KEYS: Readonly<Record<string, KeyObject>> = {
  'test-key-rsa': createPublicKey(`-----BEGIN RSA PUBLIC KEY-----
MIIBCgKCAQEAhAKYdtoeoy8zcAcR874L8cnZxKzAGwd7v36APp7Pv6Q2jdsPBRrw
WEBnez6d0UDKDwGbc6nxfEXAy5mbhgajzrw3MOEt8uA5txSKobBpKDeBLOsdJKFq
MGmXCQvEG7YemcxDTRPxAleIAgYYRjTSd/QBwVW9OwNFhekro3RtlinV0a75jfZg
kne/YiktSvLG34lw2zqXBDTC5NHROUqGTlML4PlNZS5Ri2U4aCNx2rUPRcKIlE0P
uKxI4T+HIaFpv8+rdV6eUgOrB2xeI1dSFFn/nnv5OoZJEIB+VmuKn3DCUcCZSFlQ
PSXSfBDiUGhwOw76WuSSsf1D4b/vLoJ10wIDAQAB
-----END RSA PUBLIC KEY-----`),
  'test-key-rsa-pss': createPublicKey(`-----BEGIN PUBLIC KEY-----
MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAr4tmm3r20Wd/PbqvP1s2
+QEtvpuRaV8Yq40gjUR8y2Rjxa6dpG2GXHbPfvMs8ct+Lh1GH45x28Rw3Ry53mm+
oAXjyQ86OnDkZ5N8lYbggD4O3w6M6pAvLkhk95AndTrifbIFPNU8PPMO7OyrFAHq
gDsznjPFmTOtCEcN2Z1FpWgchwuYLPL+Wokqltd11nqqzi+bJ9cvSKADYdUAAN5W
Utzdpiy6LbTgSxP7ociU4Tn0g5I6aDZJ7A8Lzo0KSyZYoA485mqcO0GVAdVw9lq4
aOT9v6d+nb4bnNkQVklLQ3fVAvJm+xdDOp9LCNCN48V2pnDOkFV6+U9nV5oyc6XI
2wIDAQAB
-----END PUBLIC KEY-----`),
  'test-key-ecc-p256': createPublicKey(`-----BEGIN PUBLIC KEY-----
MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEqIVYZVLCrPZHGHjP17CTW0/+D9Lf
w0EkjqF7xB4FivAxzic30tMM4GF+hR6Dxh71Z50VGGdldkkDXZCnTNnoXQ==
-----END PUBLIC KEY-----`),
}

// Values of the components of test-request, test-response (B.2) and the proxied request (§4.3).
const REQUEST: Readonly<Record<string, string>> = {
  '"@method"': 'POST',
  '"@authority"': 'example.com',
  '"@path"': '/foo',
  '"@query"': '?param=Value&Pet=dog',
  '"@query-param";name="Pet"': 'dog',
  '"date"': 'Tue, 20 Apr 2021 02:07:55 GMT',
  '"content-type"': 'application/json',
  '"content-digest"':
    'sha-512=:WZDPaVn/7XgHaAy8pmojAkGWoRx2UFChF41A2svX+TaPm+AbwAgBWnrIiYllu7BNNyealdVLvRwEmTHWXvJwew==:',
  '"content-length"': '18',
}
const RESPONSE: Readonly<Record<string, string>> = {
  '"@status"': '200',
  '"content-type"': 'application/json',
  '"content-digest"':
    'sha-512=:mEWXIS7MaLRuGgxOBdODa3xqM1XdEvxoYhvlCFJ41QJgJc4GTsPp29l5oGX69wWdXymyU0rjJuahq4l5aGgfLQ==:',
  '"content-length"': '23',
}
const PROXIED: Readonly<Record<string, string>> = {
  ...REQUEST,
  '"@authority"': 'origin.host.internal.example',
  '"forwarded"': 'for=192.0.2.123;host=example.com;proto=https',
}

interface Vector {
  readonly section: string
  readonly algorithm: SignatureAlgorithm
  readonly values: Readonly<Record<string, string>>
  readonly input: string
  readonly signature: string
}

const VECTORS: readonly Vector[] = [
  {
    section: 'B.2.1',
    algorithm: 'rsa-pss-sha512',
    values: REQUEST,
    input: 'sig-b21=();created=1618884473;keyid="test-key-rsa-pss";nonce="b3k2pp5k7z-50gnwp.yemd"',
    signature:
      'd2pmTvmbncD3xQm8E9ZV2828BjQWGgiwAaw5bAkgibUopemLJcWDy/lkbbHAve4cRAtx31Iq786U7it++wgGxbtRxf8Udx7zFZsckzXaJMkA7ChG52eSkFxykJeNqsrWH5S+oxNFlD4dzVuwe8DhTSja8xxbR/Z2cOGdCbzR72rgFWhzx2VjBqJzsPLMIQKhO4DGezXehhWwE56YCE+O6c0mKZsfxVrogUvA4HELjVKWmAvtl6UnCh8jYzuVG5WSb/QEVPnP5TmcAnLH1g+s++v6d4s8m0gCw1fV5/SITLq9mhho8K3+7EPYTU8IU1bLhdxO5Nyt8C8ssinQ98Xw9Q==',
  },
  {
    section: 'B.2.2',
    algorithm: 'rsa-pss-sha512',
    values: REQUEST,
    input:
      'sig-b22=("@authority" "content-digest" "@query-param";name="Pet");created=1618884473;keyid="test-key-rsa-pss";tag="header-example"',
    signature:
      'LjbtqUbfmvjj5C5kr1Ugj4PmLYvx9wVjZvD9GsTT4F7GrcQEdJzgI9qHxICagShLRiLMlAJjtq6N4CDfKtjvuJyE5qH7KT8UCMkSowOB4+ECxCmT8rtAmj/0PIXxi0A0nxKyB09RNrCQibbUjsLS/2YyFYXEu4TRJQzRw1rLEuEfY17SARYhpTlaqwZVtR8NV7+4UKkjqpcAoFqWFQh62s7Cl+H2fjBSpqfZUJcsIk4N6wiKYd4je2U/lankenQ99PZfB4jY3I5rSV2DSBVkSFsURIjYErOs0tFTQosMTAoxk//0RoKUqiYY8Bh0aaUEb0rQl3/XaVe4bXTugEjHSw==',
  },
  {
    section: 'B.2.3',
    algorithm: 'rsa-pss-sha512',
    values: REQUEST,
    input:
      'sig-b23=("date" "@method" "@path" "@query" "@authority" "content-type" "content-digest" "content-length");created=1618884473;keyid="test-key-rsa-pss"',
    signature:
      'bbN8oArOxYoyylQQUU6QYwrTuaxLwjAC9fbY2F6SVWvh0yBiMIRGOnMYwZ/5MR6fb0Kh1rIRASVxFkeGt683+qRpRRU5p2voTp768ZrCUb38K0fUxN0O0iC59DzYx8DFll5GmydPxSmme9v6ULbMFkl+V5B1TP/yPViV7KsLNmvKiLJH1pFkh/aYA2HXXZzNBXmIkoQoLd7YfW91kE9o/CCoC1xMy7JA1ipwvKvfrs65ldmlu9bpG6A9BmzhuzF8Eim5f8ui9eH8LZH896+QIF61ka39VBrohr9iyMUJpvRX2Zbhl5ZJzSRxpJyoEZAFL2FUo5fTIztsDZKEgM4cUA==',
  },
  {
    section: 'B.2.4',
    algorithm: 'ecdsa-p256-sha256',
    values: RESPONSE,
    input:
      'sig-b24=("@status" "content-type" "content-digest" "content-length");created=1618884473;keyid="test-key-ecc-p256"',
    signature:
      'wNmSUAhwb5LxtOtOpNa6W5xj067m5hFrj0XQ4fvpaCLx0NKocgPquLgyahnzDnDAUy5eCdlYUEkLIj+32oiasw==',
  },
  {
    section: '§4.3, the client',
    algorithm: 'ecdsa-p256-sha256',
    values: REQUEST,
    input:
      'sig1=("@method" "@authority" "@path" "content-digest" "content-type" "content-length");created=1618884475;keyid="test-key-ecc-p256"',
    signature:
      'X5spyd6CFnAG5QnDyHfqoSNICd+BUP4LYMz2Q0JXlb//4Ijpzp+kve2w4NIyqeAuM7jTDX+sNalzA8ESSaHD3A==',
  },
  {
    section: '§4.3, the proxy',
    algorithm: 'rsa-v1_5-sha256',
    values: PROXIED,
    input:
      'proxy_sig=("@method" "@authority" "@path" "content-digest" "content-type" "content-length" "forwarded");created=1618884480;keyid="test-key-rsa";alg="rsa-v1_5-sha256";expires=1618884540',
    signature:
      'S6ZzPXSdAMOPjN/6KXfXWNO/f7V6cHm7BXYUh3YD/fRad4BCaRZxP+JH+8XY1I6+8Cy+CM5g92iHgxtRPz+MjniOaYmdkDcnL9cCpXJleXsOckpURl49GwiyUpZ10KHgOEe11sx3G2gxI8S0jnxQB+Pu68U9vVcasqOWAEObtNKKZd8tSFu7LB5YAv0RAGhB8tmpv7sFnIm9y+7X5kXQfi8NMaZaA8i2ZHwpBdg7a6CMfwnnrtflzvZdXAsD3LH2TwevU+/PBPv0B6NMNk93wUs/vfJvye+YuI87HU38lZHowtznbLVdp770I6VHR6WfgS9ddzirrswsE1w5o0LV/g==',
  },
]

function isVectorSigned({ algorithm, values, input, signature }: Vector): boolean {
  const [, list] = [...parseDictionary(input)][0] as [string, InnerList]
  const covered = list[0].map((item): Component => {
    const identifier = serializeItem(item)
    return [identifier, values[identifier] ?? '']
  })
  const key = KEYS[list[1].get('keyid') as string] as KeyObject
  const base = signatureBase(covered, serializeInnerList(list))
  return isBaseSignedBy(algorithm, key, base, Buffer.from(signature, 'base64'))
}

describe('signatureBase()', () => {
  test.each(VECTORS)('builds the base that is signed in RFC 9421 $section', (vector) => {
    expect(isVectorSigned(vector)).toBe(true)
  })

  test.each(VECTORS)('builds another base when RFC 9421 $section is altered', (vector) => {
    const later = vector.input.replace(/created=1618884\d/, 'created=1618885')
    expect(isVectorSigned({ ...vector, input: later })).toBe(false)
    const values = Object.fromEntries(
      Object.entries(vector.values).map(([name, value]) => [name, `${value} `]),
    )
    if (vector.section !== 'B.2.1') expect(isVectorSigned({ ...vector, values })).toBe(false)
  })

  test('writes one line a component and ends without a line break', () => {
    const components: Component[] = [
      ['"@method"', 'POST'],
      ['"x-empty"', ''],
    ]
    expect(signatureBase(components, '("@method" "x-empty");created=1')).toBe(
      '"@method": POST\n"x-empty": \n"@signature-params": ("@method" "x-empty");created=1',
    )
  })

  const HOSTILE: readonly (readonly [string, readonly Component[]])[] = [
    [
      'a component twice',
      [
        ['"a"', '1'],
        ['"a"', '2'],
      ],
    ],
    ['a value that forges a line', [['"a"', '1\n"b": 2']]],
    ['a carriage return', [['"a"', '1\r']]],
    ['a letter beyond ASCII', [['"a"', 'é']]],
    ['a NUL', [['"a"', '\0']]],
  ]
  test.each(HOSTILE)('refuses %s', (_, components) => {
    expect(() => signatureBase(components, '()')).toThrow(TypeError)
  })
})
