import { describe, expect, test } from 'vitest'
import { AT, NONCE } from './message.fixture.ts'
import {
  formatSignatureParams,
  labelled,
  parseSignature,
  parseSignatureInput,
} from './signature-input.ts'

const PARAMETERS = { created: AT, nonce: NONCE, keyid: 'ab12', alg: 'ecdsa-p256-sha256' }
const INPUT = labelled(formatSignatureParams(PARAMETERS))

describe('parseSignatureInput()', () => {
  test('reads what formatSignatureParams() writes', () => {
    const { components, signatureParams, ...parameters } = parseSignatureInput(INPUT)
    expect(parameters).toEqual(PARAMETERS)
    expect(components).toHaveLength(5)
    expect(labelled(signatureParams)).toBe(INPUT)
  })

  test('keeps the received order of components and parameters', () => {
    const params = `("b" "a";sf);alg="x";keyid="y";nonce="${NONCE}";created=1`
    expect(parseSignatureInput(`zm=${params}`)).toMatchObject({
      components: ['"b"', '"a";sf'],
      signatureParams: params,
    })
  })

  const without = (name: string) => INPUT.replace(new RegExp(`;${name}=("[^"]*"|[0-9]+)`), '')
  const having = (name: string, value: string) =>
    INPUT.replace(new RegExp(`;${name}=("[^"]*"|[0-9]+)`), `;${name}${value}`)

  test.each([
    ['signature_malformed', 'zm'],
    ['signature_malformed', 'zm=('],
    ['signature_malformed', 'zm="a"'],
    ['signature_malformed', INPUT.replace('"device-id"', 'device-id')],
    ['signature_malformed', INPUT.replace('"device-id"', '5')],
    ['signature_malformed', INPUT.replace('" "', '"  "')],
    ['signature_malformed', `${INPUT},`],
    ['signature_malformed', `${INPUT} x`],
    ['signature_malformed', INPUT.replace('created=', 'created=0')],
    ['signature_malformed', INPUT.replace(`${AT}`, `${AT}.0`)],
    ['signature_label_missing', ''],
    ['signature_label_missing', INPUT.replace('zm=', 'sig1=')],
    ['signature_several', `${INPUT}, ${INPUT}`],
    ['signature_several', `${INPUT}, sig1=("@method");created=1`],
    ['signature_several', `sig1=("@method");created=1, ${INPUT}`],
    ['signature_component_doubled', INPUT.replace('"@target-uri"', '"@method"')],
    ['signature_component_doubled', INPUT.replace('"@target-uri"', '"x";sf "x";sf')],
    ['signature_parameter_missing', without('created')],
    ['signature_parameter_missing', without('nonce')],
    ['signature_parameter_missing', without('keyid')],
    ['signature_parameter_missing', without('alg')],
    ['signature_parameter_doubled', `${INPUT};alg="rsa-v1_5-sha256"`],
    ['signature_parameter_doubled', `${INPUT};created=${AT}`],
    ['signature_parameter_unexpected', `${INPUT};expires=${AT + 300}`],
    ['signature_parameter_unexpected', `${INPUT};tag="zm"`],
    ['signature_parameter_unexpected', `${INPUT};x`],
    ['signature_parameter_malformed', having('created', `="${AT}"`)],
    ['signature_malformed', having('created', `=@${AT}`)],
    ['signature_parameter_malformed', having('created', `=${AT}.5`)],
    ['signature_parameter_malformed', having('created', '=253402300800')],
    ['signature_parameter_malformed', having('created', '')],
    ['signature_parameter_malformed', having('nonce', '=5')],
    ['signature_parameter_malformed', having('nonce', `=:${NONCE}==:`.replace('-', '+'))],
    ['signature_parameter_malformed', having('keyid', '=ab12')],
    ['signature_parameter_malformed', having('alg', '=ecdsa-p256-sha256')],
    ['signature_parameter_malformed', having('alg', '')],
    ['signature_nonce_malformed', having('nonce', '=""')],
    ['signature_nonce_malformed', having('nonce', '="AAAAAAAAAAAAAAAAAAAAAA=="')],
  ])('refuses with %s: %s', (code, field) => {
    expect(() => parseSignatureInput(field)).toThrow(expect.objectContaining({ code }))
  })
})

describe('parseSignature()', () => {
  test('reads a byte sequence', () => {
    expect(parseSignature('zm=:AQID:')).toEqual(Buffer.from([1, 2, 3]))
  })

  test.each([
    ['signature_malformed', 'zm=:AQID'],
    ['signature_malformed', 'zm=:AQ:'],
    ['signature_malformed', 'zm="AQID"'],
    ['signature_malformed', 'zm=AQID'],
    ['signature_malformed', 'zm'],
    ['signature_malformed', 'zm=(:AQID:)'],
    ['signature_malformed', 'zm=:AQID:;alg="none"'],
    ['signature_malformed', ':AQID:'],
    ['signature_label_missing', 'sig1=:AQID:'],
    ['signature_several', 'zm=:AQID:, zm=:AQID:'],
    ['signature_several', 'zm=:AQID:, sig1=:AQID:'],
  ])('refuses with %s: %s', (code, field) => {
    expect(() => parseSignature(field)).toThrow(expect.objectContaining({ code }))
  })
})
