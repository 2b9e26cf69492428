// `npm run check`: everything that needs no test run, in a few seconds.
import { runStaticSteps } from './static-steps.ts'
import { closingLine, tallyOfStatic } from './tally.ts'

const results = await runStaticSteps()
const tally = tallyOfStatic(results)
console.log(closingLine(tally))
process.exitCode = tally.failed === 0 ? 0 : 1
