/** A console that says it is production: what runs into it ask for, and what is left of those that went on without. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { acquireServices } from '../../src/embedded/services.ts';
import { openWorkplace, type Started, type Workplace } from './ferry.ts';

const MAPPING = `mapping: ticket
version: 1.0.0
from: itsm/ticket@1
to: console/ticket@1
key: id
fields:
  number: id
  title: title
  status: { from: status, map: { open: open, done: solved }, otherwise: quarantine }
`;
/** Frees one of the two that are quarantined. */
const FREEING = MAPPING.replace('1.0.0', '1.2.0').replace('done: solved', 'done: solved, limbo: open');
const placed = z.object({ console: z.object({ url: z.string(), tokenFile: z.string() }) });
const failed = z.object({ error: z.object({ code: z.string(), message: z.string(), hint: z.string() }) });
const planned = z.object({ plan: z.string() });
const started = z.object({ run: z.string() });
const entry = z.object({ kind: z.string(), run: z.string(), payload: z.looseObject({ by: z.string() }) });

let place: Workplace;
let console: Started;
/** What the audit must hold of approvals, in order. */
const noted: { kind: string; run: string; payload: Record<string, unknown> }[] = [];

beforeAll(async () => {
  place = await openWorkplace();
  await mkdir(path.join(place.dir, 'mappings'));
  await place.write('tickets.csv', 'id,title,status\n1,one,open\n2,two,done\n3,three,open\n');
  await place.write('mappings/ticket.yaml', MAPPING);
  console = place.start('console', '--production', '--json');
  const [line = ''] = await console.shows(/^\{.*\}$/m);
  const { url, tokenFile } = placed.parse(JSON.parse(line)).console;
  await place.write(
    'ferry.yaml',
    `sources:\n  itsm: { kind: csv, dir: ., files: { ticket: tickets.csv } }\n` +
      `target: { kind: console, url: "${url}", token: "file:${tokenFile}" }\n` +
      `routes:\n  itsm: { from: itsm, mappings: mappings, limits: { quarantine: 80% } }\n`,
  );
});

afterAll(async () => {
  console.child.kill('SIGINT');
  await console.said;
  await place.remove();
});

async function refused(...args: string[]) {
  const { exit, given } = await place.json(...args);
  return { exit, ...failed.parse(given).error };
}

async function plan(...args: string[]): Promise<string> {
  return planned.parse((await place.json('plan', ...args)).given).plan;
}

/** Judged alike in the terminal, for machines, in the report, in the list and by the approval. */
async function planSampled(): Promise<string> {
  const { exit, out, err } = await place.ferry('plan', '--sample', '1', '--json');
  expect(exit, err).toBe(0);
  expect(err).toContain('can run; look at this first');
  expect(err).toContain('only a sample of 1 of 3 records was profiled (sampled)');
  const given: unknown = JSON.parse(out);
  expect(given).toMatchObject({ verdict: 'review', reasons: [{ code: 'sampled', byName: true, lane: 'itsm.ticket' }] });
  const { plan: sampled } = planned.parse(given);
  const report = await readFile(path.join(place.home, 'plans', sampled, 'report.html'), 'utf8');
  expect(report).toContain('<title>Can start; look at the findings first: itsm</title>');
  expect(report).toMatch(/--by NAME --despite (<bdi>)?sampled/);
  const { given: listed } = await place.json('plan', 'list');
  expect(listed.plans).toContainEqual(expect.objectContaining({ plan: sampled, verdict: 'review' }));
  expect(await refused('plan', 'approve', sampled, '--by', 'alice')).toMatchObject({
    exit: 3,
    code: 'plan-unaccepted',
  });
  return sampled;
}

test('a run into production asks for an approved plan, and names what changed since', async () => {
  expect(await refused('run')).toMatchObject({
    ...{ exit: 3, code: 'plan-required' },
    message: expect.stringContaining('no plan of itsm has been approved for this target'),
  });

  const sampled = await planSampled();
  const first = await plan();
  expect(await refused('run')).toMatchObject({ exit: 3, code: 'plan-required' });
  const file = path.join(place.home, 'plans', first, 'plan.json');
  const text = await readFile(file, 'utf8');
  await writeFile(file, text.replace('{"format":', '{"format": '));
  expect(await refused('plan', 'approve', first, '--by', 'alice')).toMatchObject({ exit: 2, code: 'plan-changed' });
  expect(await refused('plan', 'report', first)).toMatchObject({ exit: 2, code: 'plan-changed' });
  await writeFile(file, text);
  expect(await place.json('plan', 'approve', first, '--by', 'alice')).toMatchObject({
    exit: 0,
    given: { by: 'alice' },
  });
  noted.push({ kind: 'plan-approved', run: first, payload: { by: 'alice' } });
  const ran = await place.json('run');
  expect(ran).toMatchObject({ exit: 0, given: { state: 'settled' } });
  const delta = await place.json('run', '--delta');
  expect(delta).toMatchObject({ exit: 0 });
  for (const { given } of [ran, delta]) noted.push(approvedRun(given, { plan: first, by: 'alice' }));

  await place.write(
    'mappings/ticket.yaml',
    MAPPING.replace('1.0.0', '1.1.0').replace('title: title', 'title: { from: title, max: 3 }'),
  );
  expect(await refused('run')).toMatchObject({
    code: 'plan-required',
    message: expect.stringMatching(
      new RegExp(`mapping ticket changed since plan ${first}: 1\\.0\\.0#\\w{8} → 1\\.1\\.0#`),
    ),
  });
  const listed = await place.json('plan', 'list');
  expect(listed.given.plans).toContainEqual(
    expect.objectContaining({ plan: first, changed: [expect.stringContaining('mapping ticket changed')] }),
  );
  await place.write('mappings/ticket.yaml', MAPPING);
  await place.write('tickets.csv', 'id,title,status\n1,one,open\n4,four,limbo\n5,five,odd\n');
  expect(await refused('run')).toMatchObject({ message: expect.stringContaining('the files of source itsm changed') });

  const byName = await place.json('plan', 'approve', sampled, '--by', 'alice', '--despite', 'sampled');
  expect(byName).toMatchObject({ exit: 0, given: { despite: ['sampled'] } });
  noted.push({ kind: 'plan-approved', run: sampled, payload: { by: 'alice' } });
});

test('a run without a plan says so loudly, and for good', async () => {
  expect(await refused('run', '--without-plan', ' ')).toMatchObject({ exit: 2, code: 'reason-missing' });
  const said = await place.ferry('run', '--without-plan', 'the export was repaired');
  expect(said.err).toContain('WITHOUT AN APPROVED PLAN: the export was repaired');
  const [, run = ''] = /run (\d{8}-\d{6}-\w+)/.exec(said.err) ?? [];
  expect((await place.ferry('status', run)).out).toMatch(/WITHOUT AN APPROVED PLAN, by .+: the export was repaired/);
  noted.push({
    kind: 'run-without-plan',
    run,
    payload: { by: userInfo().username, because: 'the export was repaired' },
  });
});

test('what has landed goes into production by another mapping only once a plan of that is approved', async () => {
  await place.write('mappings/ticket.yaml', FREEING);
  const changed = expect.stringContaining('mapping ticket changed since plan');
  expect(await refused('quarantine', 'retry')).toMatchObject({ exit: 3, code: 'plan-required', message: changed });

  const { given } = await place.json('mapping', 'impact', 'mappings/ticket.yaml');
  expect(given).toMatchObject({ changes: { 'itsm.ticket': { changed: 1, freed: 1 } } });
  const { plan: seen } = planned.parse(given);
  const apply = ['mapping', 'impact', 'mappings/ticket.yaml', '--apply', '--plan', seen];
  expect(await refused(...apply)).toMatchObject({
    ...{ exit: 3, code: 'plan-required' },
    message: expect.stringContaining(`plan ${seen} has not been approved`),
  });
  expect(await place.json('plan', 'approve', seen, '--by', 'bob')).toMatchObject({ exit: 0 });
  noted.push({ kind: 'plan-approved', run: seen, payload: { by: 'bob' } });

  const applied = await place.json(...apply);
  expect(applied).toMatchObject({ exit: 0, given: { applied: { entities: { ticket: { created: 1 } } } } });
  const retried = await place.json('quarantine', 'retry');
  expect(retried).toMatchObject({ exit: 4, given: { entities: { ticket: { quarantined: 1 } } } });
  for (const run of [applied.given.applied, retried.given]) noted.push(approvedRun(run, { plan: seen, by: 'bob' }));
});

test('the audit has each decision that let a run into production, with the person, the plan and the run', async () => {
  const kept = z.array(entry).parse(await auditRows());
  expect(noted.map(({ kind }) => kind)).toEqual([
    ...['plan-approved', 'run-approved', 'run-approved', 'plan-approved', 'run-without-plan'],
    ...['plan-approved', 'run-approved', 'run-approved'],
  ]);
  expect(kept).toHaveLength(noted.length);
  expect(kept).toMatchObject(noted);
});

async function auditRows(): Promise<readonly unknown[]> {
  const parts = await acquireServices({ home: place.home, env: { FERRY_HOME: place.home }, note: () => undefined });
  const client = new pg.Client({ connectionString: parts.databaseUrl });
  await client.connect();
  try {
    const sql = `select kind, run, payload from ferry.audit
      where kind in ('plan-approved', 'run-approved', 'run-without-plan') order by seq`;
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
    await parts.release();
  }
}

function approvedRun(given: unknown, payload: { readonly plan: string; readonly by: string }) {
  return { kind: 'run-approved', run: started.parse(given).run, payload };
}
