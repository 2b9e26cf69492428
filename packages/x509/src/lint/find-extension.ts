import type { TbsCertificate } from '../certificate.ts'
import type { Extension } from '../extensions/extension.ts'

/** The extension as it is encoded, or nothing where the certificate has none of that type. */
export function findExtension({ extensions }: TbsCertificate, oid: string): Extension | undefined {
  for (const extension of extensions.list) if (extension.oid === oid) return extension
  return undefined
}
