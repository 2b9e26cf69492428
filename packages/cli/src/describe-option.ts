import type { Option } from 'commander'

/** What help and reference say of an option: its default once, in words where the description has them. */
export function describeOption({ description, defaultValue }: Option): string {
  const isPlain = typeof defaultValue === 'string' || typeof defaultValue === 'number'
  return isPlain && !description.includes('default:')
    ? `${description} (default: ${defaultValue})`
    : description
}
