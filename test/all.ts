/** `npm run test:all`: every suite with whole matrices, one after another, by hand. Writes its result into docs/test-matrix.md. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import { plantSeed } from './setup/seed.ts';

interface Suite {
  readonly name: string;
  readonly projects: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
}

const SUITES: readonly Suite[] = [
  { name: 'unit, contract, workflow', projects: ['unit', 'contract', 'workflow'] },
  { name: 'end to end', projects: ['e2e'] },
  { name: 'Request Tracker on SQLite', projects: ['rt'] },
  { name: "Request Tracker on PostgreSQL, RT's own bcrypt cost", projects: ['rt'], env: { FERRY_RT_DB: 'pg' } },
  { name: 'schemathesis', projects: ['fuzz'] },
];

const ROOT = path.resolve(import.meta.dirname, '..');
const PAGE = path.join(ROOT, 'docs/test-matrix.md');
const RESULT = /(<!-- result -->\n).*(<!-- \/result -->)/s;

const counts = z.object({
  numPassedTests: z.int(),
  numFailedTests: z.int(),
  numPendingTests: z.int(),
  numTodoTests: z.int(),
  testResults: z.array(z.object({ status: z.string(), assertionResults: z.array(z.unknown()) })),
});

interface Result {
  readonly name: string;
  readonly passed: number;
  readonly failed: number;
  readonly notRun: number;
  readonly minutes: number;
}

function runSuite({ name, projects, env }: Suite, dir: string): Result {
  const report = path.join(dir, `${projects.join('-')}-${env?.FERRY_RT_DB ?? ''}.json`);
  const words = ['test/fuzz/schemathesis.sh', 'npx', 'vitest', 'run', ...projects.flatMap((one) => ['--project', one])];
  const more = { FERRY_TEST_ALL: '1', FERRY_REPORT: report, ...env };
  const started = Date.now();
  console.log(`\n=== ${name}`);
  const { status } = spawnSync('sh', words, { cwd: ROOT, env: { ...process.env, ...more }, stdio: 'inherit' });
  const minutes = (Date.now() - started) / 60_000;
  const { passed, failed, notRun } = countsOf(report);
  // A suite that broke without a failed test has failed all the same.
  return { name, passed, failed: failed === 0 && status !== 0 ? 1 : failed, notRun, minutes };
}

function countsOf(report: string): Pick<Result, 'passed' | 'failed' | 'notRun'> {
  try {
    const found = counts.parse(JSON.parse(readFileSync(report, 'utf8')));
    const broken = found.testResults.filter((file) => file.status === 'failed' && file.assertionResults.length === 0);
    const failed = found.numFailedTests + broken.length;
    return { passed: found.numPassedTests, failed, notRun: found.numPendingTests + found.numTodoTests };
  } catch {
    return { passed: 0, failed: 1, notRun: 0 };
  }
}

function resultOf(results: readonly Result[]): string {
  const { stdout: commit } = spawnSync('git', ['rev-parse', '--short', 'HEAD'], { cwd: ROOT, encoding: 'utf8' });
  const { stdout: changes } = spawnSync('git', ['status', '--porcelain'], { cwd: ROOT, encoding: 'utf8' });
  const rows = results.map(
    ({ name, passed, failed, notRun, minutes }) =>
      `| ${name} | ${passed} | ${failed} | ${notRun} | ${Math.ceil(minutes)} |`,
  );
  return [
    `${new Date().toISOString().slice(0, 10)}, commit ${commit.trim()}${changes === '' ? '' : ' with changes'}, seed ${process.env.FERRY_SEED}`,
    '',
    '| suite | passed | failed | not run | minutes |',
    '|---|---|---|---|---|',
    ...rows,
    '',
  ].join('\n');
}

plantSeed(Object.assign(process.env, { FERRY_TEST_ALL: '1' }));
const dir = mkdtempSync(path.join(tmpdir(), 'ferry-all-'));
const results = SUITES.map((suite) => runSuite(suite, dir));
rmSync(dir, { recursive: true });
const result = resultOf(results);
console.log(`\n${result}`);
writeFileSync(
  PAGE,
  readFileSync(PAGE, 'utf8').replace(RESULT, (_all, head, foot) => `${head}${result}${foot}`),
);
process.exitCode = results.some(({ failed, notRun }) => failed + notRun > 0) ? 1 : 0;
