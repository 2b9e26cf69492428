// What a test may tell the reporter, beside passing and failing.
import 'vitest'

declare module 'vitest' {
  interface TaskMeta {
    /**
     * How many written exceptions a test keeps, by the name of their list; the end of a run shows
     * the sums. `task.meta.exceptions = { PKITS: skippedPaths.length }`
     */
    exceptions?: Readonly<Record<string, number>>
    /** Why a suite or test is skipped: `describe.skipIf(absent)(name, { meta: { skipReason } }, …)` */
    skipReason?: string
  }
}
