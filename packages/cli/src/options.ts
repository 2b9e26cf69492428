import { isIP } from 'node:net'
import { KEY_ALGORITHMS, type KeyAlgorithm } from '@zcert/files'
import {
  CodedError,
  type DurationSeconds,
  days,
  type Instant,
  instantOf,
  parseInstant,
  quoted,
} from '@zcert/x509'
import { CliError } from './errors.ts'

/** Reads the name of a kind of key. @throws {CliError} `option_invalid` */
export function keyOption(
  allowed: readonly KeyAlgorithm[] = KEY_ALGORITHMS,
): (value: string) => KeyAlgorithm {
  return (value) => {
    const found = allowed.find((name) => name === value)
    if (found === undefined) throw invalid('--key', value, allowed.join(', '))
    return found
  }
}

/** Reads a number of days. @throws {CliError} `option_invalid` */
export function daysOption(most: number): (value: string) => DurationSeconds {
  return (value) => {
    const count = /^[1-9]\d{0,4}$/.test(value) ? Number(value) : Number.NaN
    if (!(count <= most)) throw invalid('--days', value, `1 to ${most}`)
    return days(count)
  }
}

/** Reads a number. @throws {CliError} `option_invalid` */
export function countOption(name: string, most: number): (value: string) => number {
  return (value) => {
    const count = /^[1-9]\d{0,8}$/.test(value) ? Number(value) : Number.NaN
    if (!(count <= most)) throw invalid(name, value, `1 to ${most}`)
    return count
  }
}

/** Reads one of several words. @throws {CliError} `option_invalid` */
export function wordOption<const Word extends string>(
  name: string,
  allowed: readonly Word[],
): (value: string) => Word {
  return (value) => {
    const found = allowed.find((word) => word === value)
    if (found === undefined) throw invalid(name, value, allowed.join(', '))
    return found
  }
}

/** Reads several words with commas between. @throws {CliError} `option_invalid` */
export function wordsOption<const Word extends string>(
  name: string,
  allowed: readonly Word[],
): (value: string) => Word[] {
  const one = wordOption(name, allowed)
  return (value) => value.split(',').map((word) => one(word.trim()))
}

/** Reads a text for people, up to 128 characters without controls. @throws {CliError} `option_invalid` */
export function textOption(name: string): (value: string) => string {
  return (value) => {
    if (isDisplayText(value)) return value
    throw invalid(name, value, DISPLAY_TEXT)
  }
}

/** What a text for people may be, in words. */
export const DISPLAY_TEXT = '1 to 128 characters, none of them a control character'

/** Whether people can be shown a text as it is. */
export function isDisplayText(value: string): boolean {
  return /^[^\p{C}\p{Zl}\p{Zp}]{1,128}$/u.test(value)
}

/** Collects an option that may be given several times. */
export function collect(value: string, before: readonly string[] = []): string[] {
  return [...before, value]
}

/** Reads `HOST:PORT`, IPv6 in brackets. @throws {CliError} `option_invalid` */
export function listenOption(value: string): { host: string; port: number } {
  const match = /^(?:\[([0-9A-Fa-f:.]+)\]|([^:[\]]+)):(\d{1,5})$/.exec(value)
  const host = match?.[1] ?? match?.[2]
  const port = Number(match?.[3])
  if (host === undefined || port > 65_535 || (match?.[1] !== undefined && isIP(host) !== 6)) {
    throw invalid('--listen', value, 'HOST:PORT, e.g. 127.0.0.1:9443 or [::1]:9443')
  }
  return { host, port }
}

/** The moment that `--at` names, or now. @throws {CliError} `option_invalid` */
export function momentOf(at: string | undefined): Instant {
  if (at === undefined) return now()
  try {
    return parseInstant(at)
  } catch (error) {
    if (!(error instanceof CodedError)) throw error
    throw invalid('--at', at, 'RFC 3339, e.g. 2026-11-23T21:30:00Z')
  }
}

/** The machine's clock. */
export function now(): Instant {
  return instantOf(new Date())
}

function invalid(option: string, value: string, allowed: string): CliError {
  return new CliError('option_invalid', `${option} ${quoted(value)} is not possible`, {
    hint: `possible: ${allowed}`,
  })
}
