import { defineConfig } from 'vitest/config';

const forked = { pool: 'forks' as const, fileParallelism: false };

export default defineConfig({
  test: {
    projects: [
      // Pure and quick: beside the code, no server of any kind.
      {
        test: {
          name: 'unit',
          include: ['src/**/*.test.ts', 'activities/*.test.ts', 'test/*.test.ts'],
          exclude: ['src/**/*.pg.test.ts'],
        },
      },
      // One connector or store against the real thing it speaks to: PostgreSQL, files, our console over HTTP.
      {
        test: {
          name: 'contract',
          include: ['src/**/*.pg.test.ts', 'test/contract/*.test.ts'],
          globalSetup: ['test/setup/postgres.ts'],
          testTimeout: 60_000,
          hookTimeout: 120_000,
          ...forked,
        },
      },
      // The console's contract under fire; needs a tool that test/fuzz/schemathesis.sh installs.
      {
        test: {
          name: 'fuzz',
          include: ['test/fuzz/*.test.ts'],
          globalSetup: ['test/setup/postgres.ts'],
          testTimeout: 600_000,
          hookTimeout: 120_000,
          ...forked,
        },
      },
      // Workflows on a real Temporal dev server.
      {
        test: {
          name: 'workflow',
          include: ['test/workflows/*.test.ts'],
          globalSetup: ['test/setup/temporal.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          ...forked,
        },
      },
      // Against a real, filled Request Tracker from Debian's packages.
      {
        test: {
          name: 'rt',
          include: ['test/rt/**/*.test.ts'],
          globalSetup: ['test/rt/setup.ts'],
          testTimeout: 300_000,
          hookTimeout: 300_000,
          ...forked,
        },
      },
      // The CLI as a user runs it, real data, crashes.
      {
        test: { name: 'e2e', include: ['test/e2e/*.test.ts'], testTimeout: 300_000, hookTimeout: 300_000, ...forked },
      },
    ],
  },
});
