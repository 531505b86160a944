/** Matrices are done whole by `npm run test:all`; otherwise a part of them that the run's seed chooses, which is printed. */
import { createHash } from 'node:crypto';

/** Whether this run does everything. */
export const WHOLE = process.env.FERRY_TEST_ALL === '1';

/** All of a matrix, or `count` cases of it in their own order. Over many seeds every case comes up equally often. */
export function sampleOf<T>(
  matrix: string,
  cases: readonly T[],
  count: number,
  nameOf: (one: T) => string,
): readonly T[] {
  if (WHOLE || count >= cases.length) return cases;
  const seed = process.env.FERRY_SEED ?? '0';
  const drawn = cases
    .map((one, at) => ({ at, one, ticket: createHash('sha256').update(`${seed} ${matrix} ${at}`).digest('hex') }))
    .sort((a, b) => (a.ticket < b.ticket ? -1 : 1))
    .slice(0, count)
    .sort((a, b) => a.at - b.at)
    .map(({ one }) => one);
  const names = drawn.map(nameOf).join(', ');
  process.stdout.write(
    `SAMPLED: ${matrix}: ${names} (${count} of ${cases.length}; seed ${seed}; npm run test:all does all)\n`,
  );
  return drawn;
}
