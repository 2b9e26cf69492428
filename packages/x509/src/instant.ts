import { X509Error } from './errors.ts'

/** A moment, as whole seconds since 1970-01-01T00:00:00Z (X.509 knows nothing finer). */
export type Instant = number & { readonly __brand: 'Instant' }

/** The last moment that a certificate can name: 9999-12-31T23:59:59Z, "no well-defined expiry". */
export const LAST_INSTANT = 253_402_300_799 as Instant

/** The first moment of year 0, the earliest that four digits can name. */
const FIRST_INSTANT = -62_167_219_200

/** A length of time in whole seconds. */
export type DurationSeconds = number & { readonly __brand: 'DurationSeconds' }

/** A day of 86,400 seconds, times `count`. */
export function days(count: number): DurationSeconds {
  return (count * 86_400) as DurationSeconds
}

/** A length of `count` seconds. */
export function seconds(count: number): DurationSeconds {
  return count as DurationSeconds
}

/**
 * The {@link Instant} of a number of Unix seconds.
 * @throws {TypeError} when `unixSeconds` is not a whole number between year 0 and year 9999
 */
export function instant(unixSeconds: number): Instant {
  if (
    !Number.isSafeInteger(unixSeconds) ||
    unixSeconds > LAST_INSTANT ||
    unixSeconds < FIRST_INSTANT
  ) {
    throw new TypeError(`not a whole number of Unix seconds up to year 9999: ${unixSeconds}`)
  }
  return unixSeconds as Instant
}

/** The second in which `date` lies. */
export function instantOf(date: Date): Instant {
  return instant(Math.floor(date.getTime() / 1000))
}

/** `at` moved by `duration`, never beyond {@link LAST_INSTANT}. */
export function plus(at: Instant, duration: DurationSeconds): Instant {
  return Math.min(at + duration, LAST_INSTANT) as Instant
}

/** The moment as RFC 3339 text in UTC, `2026-11-23T21:30:00Z`. */
export function formatInstant(at: Instant): string {
  return new Date(at * 1000).toISOString().replace('.000Z', 'Z')
}

const RFC3339 =
  /^(\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d):(\d\d)(?:\.\d+)?(?:[Zz]|([+-])(\d\d):(\d\d))$/

/**
 * Reads RFC 3339 text; fractions of a second are dropped.
 * @throws {X509Error} `time_malformed` when the text is no RFC 3339 date-time with a zone
 * @see RFC 3339 §5.6
 */
export function parseInstant(text: string): Instant {
  const match = RFC3339.exec(text)
  if (match === null) throw timeMalformed(text)
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ]
  const utc = instantOfFields(year, month, day, hour, minute, second)
  const [offsetHours, offsetMinutes] = [Number(match[8] ?? 0), Number(match[9] ?? 0)]
  if (utc === undefined || offsetHours > 23 || offsetMinutes > 59) throw timeMalformed(text)
  const offset = (offsetHours * 60 + offsetMinutes) * 60 * (match[7] === '-' ? -1 : 1)
  const at = utc - offset
  if (at < FIRST_INSTANT || at > LAST_INSTANT) throw timeMalformed(text)
  return at as Instant
}

/** The moment of calendar fields in UTC, or nothing when they name no real date (31 February). */
export function instantOfFields(
  year: number,
  month: number,
  day: number,
  hour: number,
  minute: number,
  second: number,
): Instant | undefined {
  if (month < 1 || month > 12 || day < 1 || hour > 23 || minute > 59 || second > 59)
    return undefined
  const date = new Date(0)
  date.setUTCFullYear(year, month - 1, day)
  if (date.getUTCDate() !== day) return undefined
  return (date.getTime() / 1000 + hour * 3600 + minute * 60 + second) as Instant
}

/**
 * The calendar day in UTC of a moment, and the second of that day: the inverse of
 * {@link instantOfFields}, without the cost of a Date.
 */
export function calendarOf(at: Instant): {
  year: number
  month: number
  day: number
  secondOfDay: number
} {
  const dayNumber = Math.floor(at / 86_400)
  // Days from 0000-03-01, so that the leap day is the last of its year; 400 years are 146,097 days.
  const shifted = dayNumber + 719_468
  const era = Math.floor(shifted / 146_097)
  const dayOfEra = shifted - era * 146_097
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  )
  const dayOfYear =
    dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100))
  const monthFromMarch = Math.floor((5 * dayOfYear + 2) / 153)
  const month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
  return {
    year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
    month,
    day: dayOfYear - Math.floor((153 * monthFromMarch + 2) / 5) + 1,
    secondOfDay: at - dayNumber * 86_400,
  }
}

function timeMalformed(text: string): X509Error {
  return new X509Error('time_malformed', `not an RFC 3339 date and time: ${text.slice(0, 40)}`, {
    hint: 'write it like 2026-11-23T21:30:00Z',
  })
}
