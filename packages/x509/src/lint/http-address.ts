import type { GeneralName } from '../extensions/general-name.ts'

const HTTP_URI = /^http:\/\/[A-Za-z0-9.:[\]-]+(?:\/[!-~]*)?$/

/** Whether the name is a URI that is fetched over plain http: a host, perhaps a port, a path. */
export function isHttpAddress(name: GeneralName): boolean {
  return name.form === 'uniformResourceIdentifier' && HTTP_URI.test(name.text)
}

/** The name in words, for messages. */
export function describeAddress(name: GeneralName): string {
  return name.form === 'uniformResourceIdentifier' ? name.text : name.form
}
