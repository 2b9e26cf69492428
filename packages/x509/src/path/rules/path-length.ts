import { isSelfIssued, type PathRule } from '../path-rule.ts'

/** Below a CA stand no more intermediate CAs than it allows; self-issued ones do not count. */
export const pathLength: PathRule = {
  id: 'path-length',
  citation: 'RFC 5280 §6.1.4 (l), (m)',
  applies: ({ certificate, depth }) =>
    depth > 0 && certificate.extensions.basicConstraints?.pathLength !== undefined,
  run: ({ certificate, path, depth }) => {
    const allowed = certificate.extensions.basicConstraints?.pathLength ?? 0
    const below = path.slice(1, depth).filter((intermediate) => !isSelfIssued(intermediate)).length
    if (below <= allowed) return undefined
    return {
      code: 'path_too_long',
      message: `${below} CAs stand below one that allows ${allowed}`,
      details: { depth, below, allowed },
    }
  },
}
