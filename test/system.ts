/** What the build server runs after `npm test`: all that needs whole systems, in one pool. Of the three longest files, one. */
import { spawnSync } from 'node:child_process';
import { sampleOf } from './setup/sample.ts';
import { plantSeed } from './setup/seed.ts';

/** Each reads a whole Request Tracker three or four times over. */
const LONGEST = ['test/rt/plan.test.ts', 'test/rt/migration-live.test.ts', 'test/rt/migration-faults.test.ts'];

plantSeed(process.env);
const drawn = sampleOf('migrations of a whole Request Tracker', LONGEST, 1, (file) => file);
const left = LONGEST.filter((file) => !drawn.includes(file));
const projects = ['e2e', 'rt', 'fuzz'].flatMap((name) => ['--project', name]);
const excluded = left.flatMap((file) => ['--exclude', file]);
const { status } = spawnSync('npx', ['vitest', 'run', ...projects, ...excluded], { stdio: 'inherit' });
process.exitCode = status ?? 1;
