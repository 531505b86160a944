/** The seed of a test run: what chance draws and which part of a matrix is done. Another each day and commit, and every run prints it. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';

/** Puts the seed into the environment, where all tests of this run find it, and says what it is and how to repeat it. */
export function plantSeed(env: NodeJS.ProcessEnv): void {
  const given = env.FERRY_SEED;
  if (given !== undefined && !/^\d{1,9}$/.test(given)) throw new Error(`FERRY_SEED must be a number: ${given}`);
  const day = new Date().toISOString().slice(0, 10);
  const origin = `${commit()} on ${day}`;
  env.FERRY_SEED = given ?? String(createHash('sha256').update(origin).digest().readUInt32BE(0) % 1_000_000_000);
  if (env.FERRY_SEED_SAID === env.FERRY_SEED) return;
  env.FERRY_SEED_SAID = env.FERRY_SEED;
  const part = env.FERRY_TEST_ALL === '1' ? 'whole matrices' : 'samples of matrices';
  process.stderr.write(`seed ${env.FERRY_SEED} (${given ? 'given' : origin}); ${part}. FERRY_SEED repeats it.\n`);
}

function commit(): string {
  try {
    return execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8', stdio: 'pipe' }).trim();
  } catch {
    return 'no commit';
  }
}
