/** What people type who come from other tools, and the line they are shown for it. */
import { expect, test } from 'vitest';
import { main } from './main.ts';

/** The hint for a line that is refused, as machines get it. */
async function hintFor(line: string): Promise<unknown> {
  const written: string[] = [];
  const { write } = process.stdout;
  process.stdout.write = (text: string | Uint8Array) => written.push(String(text)) > 0;
  try {
    expect(await main(['node', 'ferry', ...line.split(' '), '--json'], {})).toBe(2);
  } finally {
    process.stdout.write = write;
  }
  return JSON.parse(written.join('')).error.hint;
}

test.each([
  ['run --dry-run --route desk', 'plan --route desk'],
  ['run --dryrun', 'plan'],
  ['run -n', 'plan'],
  ['--dry-run run', 'plan'],
  ['run --preview=true --entity ticket', 'plan --entity ticket'],
  ['plan --dry-run', 'plan'],
  ['people merge who.csv --dry-run', 'people merge who.csv --plan'],
  ['mapping lock --dry-run', 'mapping lock --check'],
  ['dry-run --config a.yaml', 'plan --config a.yaml'],
  ['validate', 'check'],
  ['migrate --delta', 'run --delta'],
  ['Import', 'run'],
  ['sync', 'run --delta'],
  ['retry --code value-missing', 'quarantine retry --code value-missing'],
  ['rnu --delta', 'run --delta'],
  ['plan aprove p1', 'plan approve p1'],
  ['quarantine lst', 'quarantine list'],
  ['run desk', 'run --route desk'],
  ['check other.yaml', 'check --config other.yaml'],
  ['plan other.yml', 'plan --config other.yml'],
  ['run --incremental', 'run --delta'],
  ['run -c other.yaml', 'run --config other.yaml'],
  ['run --rout=desk', 'run --route=desk'],
  ['status a b', 'status --help'],
  ['run --frobnicate', 'run --help'],
  ['frobnicate', '--help'],
  ['people merge', 'people merge --help'],
])('%s is answered with: %s', async (typed, meant) => {
  const hint = await hintFor(typed);
  expect(String(hint).replace(' --json', '')).toBe(`npx ferry ${meant}`);
});
