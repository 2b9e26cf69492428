/** Controls, invisible and direction-changing characters, and the line ends of Unicode. */
const ACTED_ON = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu

/** A text as one line in which a terminal finds nothing to act on: what it would act on is shown as `\u001b`. */
export function visible(text: string): string {
  return text.replace(ACTED_ON, escaped)
}

/** The same for a text of several lines, which stay. */
export function visibleLines(text: string): string {
  return text.replace(ACTED_ON, (found) => (found === '\n' ? found : escaped(found)))
}

function escaped(character: string): string {
  if (character === '\n') return '\\n'
  return [...Array(character.length).keys()]
    .map((at) => `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`)
    .join('')
}
