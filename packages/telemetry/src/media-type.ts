const TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+"
const QUOTED = '"(?:[^"\\\\]|\\\\.)*"'

/** Each `;` is followed by a parameter, so that no text can be matched in two ways. */
const MEDIA_TYPE = new RegExp(
  `^${TOKEN}/${TOKEN}(?:[ \\t]*;[ \\t]*${TOKEN}=(?:${TOKEN}|${QUOTED}))*$`,
)

/**
 * Whether a text is exactly one media type with its parameters. Two header lines joined by a comma
 * are none.
 * @see RFC 9110 §8.3.1
 */
export function isMediaType(text: string): boolean {
  return MEDIA_TYPE.test(text)
}
