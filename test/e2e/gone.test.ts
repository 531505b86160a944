/** A column, a key in cells of JSON and a key of front matters are taken away between two runs: nothing is emptied unasked. */
import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { openWorkplace, type Started, type Workplace } from './ferry.ts';

const CONFIG = `sources:
  itsm: { kind: csv, dir: ./itsm, files: { ticket: { path: tickets.csv, key: 编号, json: [more] } } }
  notes: { kind: markdown, dir: ./notes }
routes:
  tickets: { from: itsm, mappings: ticket-mappings }
  articles: { from: notes, mappings: article-mappings }
`;
const TICKET = `mapping: ticket
version: 1.0.0
from: itsm/ticket@1
to: console/ticket@1
key: 编号
fields:
  number: 编号
  title: title
  status: { const: open }
  priority: { from: priority, map: { high: high, low: low }, otherwise: quarantine, missing: low }
  custom.site: more.site.name
`;
const ARTICLE = `mapping: article
version: 1.0.0
from: notes/article@1
to: console/article@1
key: path
fields:
  title: title
  body: { from: body, markdown: true }
  status: { const: published }
  audience: { const: internal }
  custom: { from: front }
`;
const TICKETS = `编号,title,priority,more\nT1,one,high,"{""site"":{""name"":""北京""}}"\nT2,two,low,"{""site"":{""name"":""Lyon""},""x"":1}"\n`;
const NOTE = '---\ntitle: A\nowner: ops\nteam: noc\n---\ntext\n';

let place: Workplace;
let servers: Started;
let console: { readonly url: string; readonly tokenFile: string };

beforeAll(async () => {
  place = await openWorkplace();
  for (const folder of ['itsm', 'notes', 'ticket-mappings', 'article-mappings']) {
    await mkdir(path.join(place.dir, folder));
  }
  await place.write('ferry.yaml', CONFIG);
  await place.write('ticket-mappings/ticket.yaml', TICKET);
  await place.write('article-mappings/article.yaml', ARTICLE);
  await place.write('itsm/tickets.csv', TICKETS);
  await place.write('notes/a.md', NOTE);
  await place.write('notes/b.md', NOTE.replace('title: A', 'title: B'));
  servers = place.start('up', '--json');
  const [line] = await servers.shows(/^\{.*\}$/m);
  console = JSON.parse(line).console;
  for (const route of ['tickets', 'articles']) {
    expect(await place.json('run', '--route', route)).toMatchObject({ exit: 0, given: { settled: true } });
  }
});

afterAll(async () => {
  servers?.child.kill('SIGINT');
  await servers?.said;
  await place?.remove();
});

async function held(entity: string): Promise<unknown> {
  const token = (await readFile(console.tokenFile, 'utf8')).trim();
  const answer = await fetch(`${console.url}/v1/entities/${entity}`, { headers: { authorization: `Bearer ${token}` } });
  return await answer.json();
}

const reasons = z.object({ verdict: z.string(), reasons: z.array(z.looseObject({ code: z.string() })) });

interface Taken {
  readonly what: string;
  readonly route: string;
  readonly entity: string;
  readonly field: string;
  /** The files without it, and as they were. */
  readonly without: Readonly<Record<string, string>>;
  readonly whole: Readonly<Record<string, string>>;
}

const CASES: readonly Taken[] = [
  {
    ...{ what: 'a column', route: 'tickets', entity: 'ticket', field: 'priority' },
    without: { 'itsm/tickets.csv': TICKETS.replace(',priority', '').replace(',high', '').replace(',low', '') },
    whole: { 'itsm/tickets.csv': TICKETS },
  },
  {
    ...{ what: 'a key of JSON', route: 'tickets', entity: 'ticket', field: 'more.site.name' },
    without: { 'itsm/tickets.csv': TICKETS.replaceAll('""name""', '""names""') },
    whole: { 'itsm/tickets.csv': TICKETS },
  },
  {
    ...{ what: 'a key of front matters', route: 'articles', entity: 'article', field: 'front.owner' },
    without: {
      'notes/a.md': NOTE.replace('owner: ops\n', ''),
      'notes/b.md': NOTE.replace('title: A', 'title: B').replace('owner: ops\n', ''),
    },
    whole: { 'notes/a.md': NOTE, 'notes/b.md': NOTE.replace('title: A', 'title: B') },
  },
];

describe.each(CASES)('$what that is gone', ({ route, entity, field, without, whole }) => {
  beforeAll(async () => {
    for (const [file, text] of Object.entries(without)) await place.write(file, text);
  });

  afterAll(async () => {
    for (const [file, text] of Object.entries(whole)) await place.write(file, text);
  });

  test('blocks a plan, by its name', async () => {
    const { given } = await place.json('plan', '--route', route);
    const { verdict, reasons: all } = reasons.parse(given);
    expect(verdict).toBe('blocked');
    expect(all).toContainEqual(
      expect.objectContaining({ code: 'drift-gone', params: expect.objectContaining({ field }) }),
    );
  });

  test.each([[[]], [['--delta']]])('holds a run (%s) before anything is emptied', async (flags) => {
    const before = await held(entity);
    const { given } = await place.json('run', '--route', route, ...flags);
    expect(given).toMatchObject({ needs: [{ code: 'source-drifted' }] });
    expect(await held(entity)).toEqual(before);
    expect(await place.ferry('cancel', String(given.run))).toMatchObject({ exit: 0 });
  });
});

test('a name that was never there is a mistake with its line, for check, plan and run', async () => {
  const slip = TICKET.replace('title: title', 'title: titl').replace(
    'number: 编号',
    'number: { from: 编号, when: "prority != \'x\'" }',
  );
  await place.write('ticket-mappings/ticket.yaml', slip);
  const checked = await place.ferry('check', '--route', 'tickets');
  expect(checked.exit).toBe(3);
  expect(checked.out).toMatch(/ticket\.yaml:8:10 ticket of itsm has no titl\s+→ did you mean title\?/);
  expect(checked.out).toMatch(/ticket\.yaml:7:29 ticket of itsm has no prority\s+→ did you mean priority\?/);
  for (const command of ['plan', 'run']) {
    expect(await place.json(command, '--route', 'tickets')).toMatchObject({
      exit: 2,
      given: { error: { code: 'field-unknown' } },
    });
  }
  await place.write('ticket-mappings/ticket.yaml', TICKET);
});

test('what the mapping no longer reads may go', async () => {
  await place.write('ticket-mappings/ticket.yaml', TICKET.replace(/ {2}priority: .*\n/, ''));
  await place.write('itsm/tickets.csv', CASES[0]?.without['itsm/tickets.csv'] ?? '');
  expect(await place.json('run', '--route', 'tickets')).toMatchObject({ given: { settled: true } });
});
