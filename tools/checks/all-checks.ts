import type { Check } from './check.ts'
import { documentedExports } from './documented-exports.ts'
import { errorCodes } from './error-codes.ts'
import { fileLength } from './file-length.ts'
import { floors } from './floors.ts'
import { hygiene } from './hygiene.ts'
import { importCycles } from './import-cycles.ts'
import { indexFiles } from './index-files.ts'
import { purity } from './purity.ts'
import { todoReasons } from './todo-reasons.ts'

/** The house checks, in the order in which they are reported. */
export const ALL_CHECKS: readonly Check[] = [
  floors,
  purity,
  importCycles,
  indexFiles,
  fileLength,
  documentedExports,
  errorCodes,
  hygiene,
  todoReasons,
]
