/** Tickets are read from a Request Tracker that people go on working in: nothing missed, nothing stale, and exactly what changed afterwards. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Page, Where } from '../../src/connectors/port.ts';
import type { RtApi } from '../../src/connectors/request-tracker/api.ts';
import { openApi } from '../../src/connectors/request-tracker/client.ts';
import { learnOwnNames } from '../../src/connectors/request-tracker/own-names.ts';
import type { Reader } from '../../src/connectors/request-tracker/reader.ts';
import { ticketReader } from '../../src/connectors/request-tracker/tickets.ts';
import type { SourceRecord } from '../../src/model/record.ts';
import type { Watermark } from '../../src/model/run.ts';
import { secret } from '../../src/model/secret.ts';
import { removeRt, sharedRt, startRt, stateFolder } from './fixture.ts';
import { type Desk, openDesk } from './writer.ts';

/** Enough for several pages. */
const TICKETS = 60;

let state: string;
let url: string;
let api: RtApi;
let reader: Reader;
let desk: Desk;
let first: number;

beforeAll(async () => {
  state = await stateFolder();
  const server = await startRt({ RT_STATE: state, RT_DB: sharedRt().db });
  url = server.FERRY_RT_URL;
  api = openApi({ kind: 'request-tracker', url, token: 'env:TOKEN' }, { secret: () => secret(server.FERRY_RT_TOKEN) });
  reader = ticketReader({ api, ownNames: () => learnOwnNames(api), now: () => new Date() });
  desk = openDesk(url, server.FERRY_RT_TOKEN);
  first = Number(await desk.create({ Queue: 'General', Subject: 'number 0', Content: 'the first' }));
  for (let n = 1; n < TICKETS; n += 1) {
    await desk.create({ Queue: 'General', Subject: `number ${n}`, Content: `text ${n}`, Requestor: 'bob@example.com' });
  }
}, 300_000);

afterAll(async () => {
  if (state !== undefined) await removeRt(state);
});

async function pagesOf(since: Watermark, where: Where = null): Promise<Page[]> {
  const pages: Page[] = [];
  for await (const page of reader.read(since, where)) pages.push(page);
  return pages;
}

function recordsOf(pages: readonly Page[]): SourceRecord[] {
  return pages.flatMap(({ records }) => records);
}

/** The last reading of each key. */
function latest(records: readonly SourceRecord[]): ReadonlyMap<string, SourceRecord> {
  return new Map(records.map((record) => [record.key, record]));
}

function sorted(records: ReadonlyMap<string, SourceRecord>): SourceRecord[] {
  return [...records.values()].sort((one, other) => Number(one.key) - Number(other.key));
}

async function keysOf(where: Where = null): Promise<string[]> {
  const keys: string[] = [];
  for await (const some of reader.keys(where)) keys.push(...some);
  return keys.sort((one, other) => Number(one) - Number(other));
}

const number = (n: number) => String(first + n);

test('what is edited, merged, deleted, created and linked while the tickets are read comes, and nothing of it stale', async () => {
  let worked = false;
  const pages: Page[] = [];
  for await (const page of reader.read(null, null)) {
    pages.push(page);
    if (worked || page.records.length === 0) continue;
    worked = true;
    await workBesides();
  }
  const read = recordsOf(pages);
  const end = pages.at(-1)?.continuation ?? null;
  const again = latest(recordsOf(await pagesOf(null)));
  expect(sorted(latest(read))).toEqual(sorted(again));
  expect([...again.keys()].sort()).toEqual((await keysOf()).sort());
  expect((await reader.count({ where: null, until: end })).count).toBe(again.size);
  expect(again.size).toBe(TICKETS + 3);
  expect(again.get(number(1))?.data).toMatchObject({ Status: 'deleted' });
  expect(again.get(number(58))?.data).toMatchObject({ Status: 'deleted' });
  expect(again.get(number(2))?.data).toMatchObject({ Status: 'merged', mergedInto: number(57), Subject: 'number 2' });
  expect(again.get(number(56))?.data).toMatchObject({ mergedInto: number(3), body: { text: 'text 56' } });
  expect(again.get(number(3))?.data).toMatchObject({ merged: [number(56)] });
  expect(again.get(number(7))?.data.links).toEqual([
    { kind: 'depended-on-by', to: 'ticket', id: number(59), url: null },
  ]);
  // Its link led to a number that was merged away: RT moves it and tells nobody.
  expect(again.get(number(9))?.data.links).toEqual([{ kind: 'refers-to', to: 'ticket', id: number(11), url: null }]);
});

/** To tickets of the first page, which were read, and of the last, which weren't. */
async function workBesides(): Promise<void> {
  await desk.comment(number(0), 'a word to one that was read');
  await desk.change(number(0), { Subject: 'another subject' });
  await desk.correspond(number(55), 'a word to one that was not');
  await desk.remove(number(1));
  await desk.remove(number(58));
  await desk.merge(number(2), number(57));
  await desk.merge(number(56), number(3));
  await desk.change(number(59), { DependsOn: Number(number(7)) });
  await desk.change(number(9), { RefersTo: Number(number(10)) });
  await desk.merge(number(10), number(11));
  for (let n = 0; n < 3; n += 1)
    await desk.create({ Queue: 'General', Subject: `new ${n}`, Content: 'made meanwhile' });
}

test('a delta gives exactly what changed: an edit, an incoming link, a deletion; then nothing', async () => {
  const end = (await pagesOf(null)).at(-1)?.continuation ?? null;
  expect(recordsOf(await pagesOf(end))).toEqual([]);
  await desk.change(number(20), { Priority: 77 });
  const edited = await pagesOf(end);
  expect(recordsOf(edited).map(({ key }) => key)).toEqual([number(20)]);
  const then = edited.at(-1)?.continuation ?? null;
  await desk.change(number(22), { RefersTo: Number(number(21)) });
  await desk.remove(number(23));
  const changed = await pagesOf(then);
  expect(
    recordsOf(changed)
      .map(({ key }) => key)
      .sort(),
  ).toEqual([number(21), number(22), number(23)].sort());
  expect(latest(recordsOf(changed)).get(number(21))?.data.links).toHaveLength(1);
  expect(recordsOf(await pagesOf(changed.at(-1)?.continuation ?? null))).toEqual([]);
});

test('every continuation gives exactly the rest, and every number comes once on a quiet system', async () => {
  const pages = await pagesOf(null);
  const keys = recordsOf(pages).map(({ key }) => key);
  expect(new Set(keys).size).toBe(keys.length);
  expect(pages.length).toBeGreaterThan(3);
  for (const [at, { continuation }] of pages.entries()) {
    expect(recordsOf(await pagesOf(continuation))).toEqual(recordsOf(pages.slice(at + 1)));
  }
});

test('a scope holds what it finds, merged numbers by their own last fields, and counts the same', async () => {
  await desk.change(number(30), { Subject: 'in scope' });
  await desk.change(number(31), { Subject: 'in scope' });
  await desk.merge(number(31), number(32));
  const where = "Subject = 'in scope'";
  const pages = await pagesOf(null, where);
  const keys = recordsOf(pages).map(({ key }) => key);
  expect(keys).toEqual([number(30), number(31)]);
  expect(await keysOf(where)).toEqual(keys);
  const end = pages.at(-1)?.continuation ?? null;
  expect((await reader.count({ where, until: end })).count).toBe(2);
  await desk.comment(number(40), 'outside of it');
  expect((await reader.count({ where, until: end })).count).toBeNull();
  expect(recordsOf(await pagesOf(end, where))).toEqual([]);
  await desk.comment(number(30), 'within it');
  expect(recordsOf(await pagesOf(end, where)).map(({ key }) => key)).toEqual([number(30)]);
});

test.each(["Subject = 'x", "Subject = 'x') OR (id > 0", 'nonsense', 'id > 0)', ''])(
  'the scope %j is refused in words of RT instead of reading more or less',
  async (where) => {
    await expect(reader.checkWhere?.(where)).rejects.toMatchObject({ name: 'UsageError', code: 'where-invalid' });
    await expect(pagesOf(null, where)).rejects.toMatchObject({ code: 'where-invalid' });
  },
);
