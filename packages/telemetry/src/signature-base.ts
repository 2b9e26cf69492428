/** A covered component: its serialized identifier, quotes included, and its canonical value. */
export type Component = readonly [identifier: string, value: string]

/** Printable ASCII, spaces and tabs; above all no line break, which would forge another line. */
const VALUE = /^[\t\x20-\x7e]*$/

/**
 * The text that is signed: one line a component, in their order, then the signature parameters;
 * no line break at the end.
 * @param signatureParams the serialized inner list with its parameters, without the label
 * @throws {TypeError} when an identifier occurs twice, or a value is not one line of ASCII; callers
 *   check both where the message comes in
 * @see RFC 9421 §2.5
 */
export function signatureBase(components: readonly Component[], signatureParams: string): string {
  const seen = new Set<string>()
  let base = ''
  for (const [identifier, value] of components) {
    if (seen.has(identifier)) throw new TypeError(`the component ${identifier} occurs twice`)
    if (!VALUE.test(value)) throw new TypeError(`the value of ${identifier} is not a line of ASCII`)
    seen.add(identifier)
    base += `${identifier}: ${value}\n`
  }
  return `${base}"@signature-params": ${signatureParams}`
}
