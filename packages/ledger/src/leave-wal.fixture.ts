// What SQLite does in another process that believes itself the last one with the file open: it folds
// the write-ahead log into the database and removes it. Prints why it could not.
import { DatabaseSync } from 'node:sqlite'

const database = new DatabaseSync(process.argv[2] ?? '', { timeout: 100 })
try {
  const mode = database.prepare('PRAGMA journal_mode = DELETE').get()?.['journal_mode']
  process.stdout.write(`journal mode is ${mode}\n`)
} catch (error) {
  process.stdout.write(`${(error as Error).message}\n`)
}
