import { StringDecoder } from 'node:string_decoder'

const [END_OF_TEXT, END_OF_TRANSMISSION, BACKSPACE, KILL, DELETE] = [3, 4, 8, 21, 127].map((code) =>
  String.fromCharCode(code),
)

/** What a terminal is made of, as far as a question needs it. */
export interface Terminal {
  readonly input: NodeJS.ReadableStream & { setRawMode?(on: boolean): unknown }
  readonly output: NodeJS.WritableStream
}

/**
 * Asks for a line on a terminal that does not show what is typed. Return and line feed both end it;
 * whatever was typed ahead stays for the next question.
 * @returns nothing when there is no answer: the terminal closed, Ctrl-C, or Ctrl-D on an empty line
 */
export async function askHidden(
  question: string,
  { input, output }: Terminal = { input: process.stdin, output: process.stderr },
): Promise<string | undefined> {
  output.write(`${question}: `)
  input.setRawMode?.(true)
  try {
    return await readLine(input)
  } finally {
    input.setRawMode?.(false)
    input.pause()
    output.write('\n')
  }
}

function readLine(input: NodeJS.ReadableStream): Promise<string | undefined> {
  return new Promise((resolve, reject) => {
    const decoder = new StringDecoder('utf8')
    let line = ''
    const end = (answer: string | undefined) => {
      input.off('data', onData).off('end', onEnd).off('close', onEnd).off('error', onError)
      resolve(answer)
    }
    const onEnd = () => end(undefined)
    const onError = (error: Error) => {
      onEnd()
      // EIO: the terminal is gone, which is as good as its end.
      if (!('code' in error && error.code === 'EIO')) reject(error)
    }
    const onData = (octets: Buffer | string) => {
      const typed = typeof octets === 'string' ? octets : decoder.write(octets)
      for (const [at, character] of [...typed].entries()) {
        if (character === '\r' || character === '\n') {
          const ahead = [...typed].slice(at + 1).join('')
          end(line)
          input.pause()
          if (ahead !== '') input.unshift(Buffer.from(ahead))
          return
        }
        if (character === END_OF_TEXT || (character === END_OF_TRANSMISSION && line === ''))
          return end(undefined)
        line = edited(line, character)
      }
    }
    input.on('data', onData).on('end', onEnd).on('close', onEnd).on('error', onError)
    input.resume()
  })
}

function edited(line: string, character: string): string {
  if (character === BACKSPACE || character === DELETE) return [...line].slice(0, -1).join('')
  if (character === KILL) return ''
  return character < ' ' ? line : line + character
}
