const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/**
 * Does `work` and returns what it returns; where it fails, or a signal ends the program meanwhile, `undo`
 * takes back what it has made by then. After a signal the program ends by it, as if nobody had listened.
 * @param undo runs to its end at once and throws nothing
 */
export async function orUndo<T>(work: () => Promise<T>, undo: () => void): Promise<T> {
  const interrupted = (signal: NodeJS.Signals) => {
    undo()
    stopListening()
    process.kill(process.pid, signal)
  }
  const stopListening = () => {
    for (const signal of SIGNALS) process.off(signal, interrupted)
  }
  for (const signal of SIGNALS) process.on(signal, interrupted)
  try {
    return await work()
  } catch (error) {
    undo()
    throw error
  } finally {
    stopListening()
  }
}
