import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

const conditions = ['zcert-source', 'node']
const sources = { resolve: { conditions }, ssr: { resolve: { conditions } } }

export default defineConfig({
  ...sources,
  test: {
    reporters: ['default', './tools/plain-reporter.ts'],
    maxWorkers: availableParallelism(),
    // Keys are made at run time, and an RSA key is slow without anything being wrong.
    slowTestThreshold: 5_000,
    projects: [
      {
        ...sources,
        test: {
          name: 'unit',
          include: ['packages/*/src/**/*.test.ts', 'tests/**/*.test.ts', 'tools/**/*.test.ts'],
          // The fixtures are tests of the reporter itself; some fail, as they should.
          exclude: ['tests/stories/**', 'tools/fixtures/**'],
          pool: 'threads',
          testTimeout: 60_000,
          hookTimeout: 60_000,
          sequence: { groupOrder: 0 },
        },
      },
      {
        ...sources,
        test: {
          // They start real processes and watch the clock: one after the other, after the rest.
          name: 'stories',
          include: ['tests/stories/**/*.test.ts'],
          pool: 'forks',
          fileParallelism: false,
          testTimeout: 300_000,
          hookTimeout: 300_000,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
})
