import { conflict, type RequestRule } from '../request-rule.ts'

/** Every purpose asked for is one of the profile's. */
export const extendedKeyUsage: RequestRule = {
  id: 'extended-key-usage',
  citation: 'RFC 5280 §4.2.1.12',
  applies: ({ csr }) => csr.extensions.extendedKeyUsage !== undefined,
  run: ({ csr, profile }) => {
    const beyond = csr.extensions.extendedKeyUsage?.find(
      (purpose) => !profile.extendedKeyUsage.includes(purpose),
    )
    return beyond === undefined
      ? undefined
      : conflict('extendedKeyUsage', beyond, profile.extendedKeyUsage.join(', '))
  },
}
