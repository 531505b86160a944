/** A console that says it is production: what runs into it ask for, and what is left of those that went on without. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
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
const placed = z.object({ console: z.object({ url: z.string(), tokenFile: z.string() }) });
const failed = z.object({ error: z.object({ code: z.string(), message: z.string(), hint: z.string() }) });
const planned = z.object({ plan: z.string() });

let place: Workplace;
let console: Started;

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
      `routes:\n  itsm: { from: itsm, mappings: mappings }\n`,
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

test('a run into production asks for an approved plan, and names what changed since', async () => {
  expect(await refused('run')).toMatchObject({
    ...{ exit: 3, code: 'plan-required' },
    message: expect.stringContaining('no plan of itsm has been approved for this target'),
  });

  const sampled = await plan('--sample', '1');
  expect(await refused('plan', 'approve', sampled, '--by', 'alice')).toMatchObject({ exit: 3, code: 'plan-blocked' });
  const first = await plan();
  expect(await refused('run')).toMatchObject({ exit: 3, code: 'plan-required' });
  const file = path.join(place.home, 'plans', first, 'plan.json');
  const text = await readFile(file, 'utf8');
  await writeFile(file, text.replace('"format":1', '"format": 1'));
  expect(await refused('plan', 'approve', first, '--by', 'alice')).toMatchObject({ exit: 2, code: 'plan-changed' });
  await writeFile(file, text);
  expect(await place.json('plan', 'approve', first, '--by', 'alice')).toMatchObject({
    exit: 0,
    given: { by: 'alice' },
  });
  const ran = await place.json('run');
  expect(ran).toMatchObject({ exit: 0, given: { state: 'settled' } });
  expect(await place.json('run', '--delta')).toMatchObject({ exit: 0 });

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
  await place.write('tickets.csv', 'id,title,status\n1,one,open\n');
  expect(await refused('run')).toMatchObject({ message: expect.stringContaining('the files of source itsm changed') });
});

test('a run without a plan says so loudly, and for good', async () => {
  expect(await refused('run', '--without-plan', ' ')).toMatchObject({ exit: 2, code: 'reason-missing' });
  const said = await place.ferry('run', '--without-plan', 'the export was repaired');
  expect(said.err).toContain('WITHOUT AN APPROVED PLAN: the export was repaired');
  const [, run = ''] = /run (\d{8}-\d{6}-\w+)/.exec(said.err) ?? [];
  expect((await place.ferry('status', run)).out).toMatch(/WITHOUT AN APPROVED PLAN, by .+: the export was repaired/);
});
