import { conflict, type RequestRule } from '../request-rule.ts'

/** No CSR asks to become a CA. */
export const basicConstraints: RequestRule = {
  id: 'basic-constraints',
  citation: 'RFC 5280 §4.2.1.9',
  applies: ({ csr }) => csr.extensions.basicConstraints !== undefined,
  run: ({ csr }) => {
    const { ca, pathLength } = csr.extensions.basicConstraints ?? { ca: false }
    if (ca) return conflict('basicConstraints', 'CA:TRUE', 'CA:FALSE')
    return pathLength === undefined
      ? undefined
      : conflict('basicConstraints', `pathlen:${pathLength}`, 'CA:FALSE')
  },
}
