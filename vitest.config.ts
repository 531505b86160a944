import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { LongestFirst } from './test/setup/longest-first.ts';
import { NotRun } from './test/setup/not-run.ts';
import { plantSeed } from './test/setup/seed.ts';

plantSeed(process.env);

/**
 * Files run beside each other, one more than there are cores, since much of what they do is to wait. Files of a worker share
 * what they import. So a test owns what it changes: its database, home, port and workflow ids.
 */
const beside = { pool: 'forks' as const, isolate: false, setupFiles: ['test/setup/chance.ts'] };
/** For machines that do something else as well. No test asserts how long a thing takes. */
const patient = { testTimeout: 900_000, hookTimeout: 900_000 };
const report = process.env.FERRY_REPORT;

export default defineConfig({
  test: {
    maxWorkers: availableParallelism() + 1,
    sequence: { sequencer: LongestFirst },
    reporters: ['default', new NotRun(), ...(report ? ['json' as const] : [])],
    ...(report && { outputFile: { json: report } }),
    projects: [
      // Pure and quick: beside the code, no server of any kind.
      {
        test: {
          name: 'unit',
          include: ['src/**/*.test.ts', 'activities/*.test.ts', 'test/*.test.ts'],
          exclude: ['src/**/*.pg.test.ts'],
          testTimeout: 60_000,
          ...beside,
        },
      },
      // One connector or store against the real thing it speaks to: PostgreSQL, files, our console over HTTP.
      {
        test: {
          name: 'contract',
          include: ['src/**/*.pg.test.ts', 'test/contract/*.test.ts'],
          globalSetup: ['test/setup/postgres.ts'],
          ...patient,
          ...beside,
        },
      },
      // The console's contract under fire; needs a tool that test/fuzz/schemathesis.sh installs.
      {
        test: {
          name: 'fuzz',
          include: ['test/fuzz/*.test.ts'],
          globalSetup: ['test/setup/postgres.ts'],
          ...patient,
          ...beside,
        },
      },
      // Workflows on a real Temporal dev server.
      {
        test: {
          name: 'workflow',
          include: ['test/workflows/*.test.ts'],
          globalSetup: ['test/setup/temporal.ts'],
          ...patient,
          ...beside,
        },
      },
      // Against a real, filled Request Tracker from Debian's packages.
      {
        test: {
          name: 'rt',
          include: ['test/rt/**/*.test.ts'],
          globalSetup: ['test/rt/setup.ts'],
          ...patient,
          ...beside,
        },
      },
      // The CLI as a user runs it, real data, crashes.
      {
        test: { name: 'e2e', include: ['test/e2e/*.test.ts'], ...patient, ...beside },
      },
    ],
  },
});
