/** plan.json is taken as it was made or not at all. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cleanFacts, emptyFacts, fullFacts, impactFacts } from '../../test/fakes/plan-facts.ts';
import { judgePlan } from '../model/plan-judgement.ts';
import { sha256 } from '../sha256.ts';
import { factsFile, factsText, planFolder, verifiedFacts } from './plan-json.ts';

const remembered = sha256('{"format":3}\n');
let dir: string;

beforeAll(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'plan-facts-'));
});

afterAll(() => rm(dir, { recursive: true, force: true }));

test('is given back when it is what the ledger remembers', async () => {
  const file = path.join(dir, 'whole.json');
  await writeFile(file, '{"format":3}\n');
  expect(await factsText({ run: 'p1', file, remembered })).toBe('{"format":3}\n');
});

test('is refused, by its place, when as much as a space was changed', async () => {
  const file = path.join(dir, 'changed.json');
  await writeFile(file, '{"format": 3}\n');
  const error = { name: 'UsageError', code: 'plan-changed', at: file, message: expect.stringContaining('plan p1') };
  await expect(factsText({ run: 'p1', file, remembered })).rejects.toMatchObject(error);
});

test('is refused by its own code when another version wrote it', async () => {
  const file = path.join(dir, 'older.json');
  const text = '{"format":1}\n';
  await writeFile(file, text);
  const refused = factsText({ run: 'p1', file, remembered: sha256(text) });
  await expect(refused).rejects.toMatchObject({ name: 'UsageError', code: 'plan-format', at: file });
});

test('what is kept of it is judged as all of it is', async () => {
  for (const [at, facts] of [fullFacts(), impactFacts(), cleanFacts(), emptyFacts()].entries()) {
    const run = `judged-${at}`;
    const text = JSON.stringify({ ...facts, run });
    await mkdir(planFolder(dir, run), { recursive: true });
    await writeFile(factsFile(dir, run), text);
    const planRow = async () => ({ run, basis: 'console', factsSha256: sha256(text), dropped: true });
    const kept = await verifiedFacts(
      { home: dir, ledger: { planRow } },
      { run, state: 'settled', finishedAt: '2026-11-23T01:40:12Z' },
    );
    expect(judgePlan(kept)).toEqual(judgePlan(facts));
  }
});

test('is nothing when it is not there', async () => {
  expect(await factsText({ run: 'p1', file: path.join(dir, 'none.json'), remembered })).toBeUndefined();
});
