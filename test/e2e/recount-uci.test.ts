/** A real ServiceNow event log is loaded, and a second reading in another language agrees on every field of every ticket. */
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  configure,
  type Expected,
  editByHand,
  type Ferry,
  listAll,
  namesOf,
  ROOT,
  realInput,
  recounted,
  shown,
  startFerry,
} from './recount.ts';

const input = realInput('uci-incident-event-log');

describe.skipIf(input === null)('the incident event log', () => {
  let ferry: Ferry;
  let log: string;
  let config: string;
  let expected: Expected[];

  const run = () => ferry.command(['run', '--config', config]);

  beforeAll(async () => {
    ferry = await startFerry();
    const exports = path.join(ferry.dir, 'exports');
    log = path.join(exports, 'incident_event_log.csv');
    mkdirSync(exports);
    copyFileSync(path.join(input ?? '', 'incident_event_log.csv'), log);
    const latest = 'sys_mod_count';
    const changes = ['incident_state', 'priority', 'assignment_group', 'assigned_to', 'category', 'made_sla'];
    const incident = { path: path.basename(log), key: 'number', version: latest, rows: { latest, changes } };
    const dir = path.join(ROOT, 'mappings/servicenow-export-to-console');
    config = configure(
      ferry,
      { servicenow: { kind: 'csv', dir: exports, nulls: ['', '?'], files: { incident } } },
      { servicenow: { from: 'servicenow', mappings: [{ dir, from: 'servicenow' }] } },
    );
    expected = recounted('recount_uci.py', log);
  });

  afterAll(() => ferry?.stop());

  test('every incident arrives, and none is quarantined', async () => {
    const { code, json, stderr } = await run();
    expect(json, stderr).toMatchObject({
      state: 'settled',
      settled: true,
      entities: { ticket: { enumerated: 890, created: 890, updated: 0, quarantined: 0, excluded: 0 } },
    });
    expect(code).toBe(0);
  });

  test('every field of every ticket is what the recount says', async () => {
    const names = await namesOf(ferry, ['person', 'group', 'site']);
    const held = await listAll(ferry, 'ticket');
    expect(held.size).toBe(expected.length);
    for (const { key, fields } of expected) {
      const arrived = held.get(`servicenow:ticket:${key}`)?.data;
      expect(shown(arrived ?? null, names), key).toEqual(shown(fields, new Map()));
    }
  });

  test('whoever the log names, and nobody else, is a placeholder', async () => {
    const people = [...(await listAll(ferry, 'person')).values()].map(({ data }) => data);
    const named = new Set(JSON.stringify(expected).match(/(?<="ref":"person","name":")[^"]+/g));
    expect(people.map(({ name }) => name).sort()).toEqual([...named].sort());
    expect(people.every(({ placeholder }) => placeholder === true)).toBe(true);
  });

  test('a second run changes nothing and sends nothing', async () => {
    const before = ferry.itemsSent();
    expect((await run()).json).toMatchObject({
      settled: true,
      entities: { ticket: { enumerated: 890, unchanged: 890 } },
    });
    expect(ferry.itemsSent()).toBe(before);
  });

  test('one edited row is exactly one update', async () => {
    const before = ferry.itemsSent();
    editRow(log, 'INC0000045', ',code 5,', ',code 6,');
    expect((await run()).json).toMatchObject({ settled: true, entities: { ticket: { unchanged: 889, updated: 1 } } });
    expect(ferry.itemsSent()).toBe(before + 1);
    const tickets = await listAll(ferry, 'ticket');
    expect(tickets.get('servicenow:ticket:INC0000045')?.data.custom).toMatchObject({ closeCode: 'code 6' });
  });

  test("a person's edit in the console survives the next runs and is reported", async () => {
    const ticket = (await listAll(ferry, 'ticket')).get('servicenow:ticket:INC0000045');
    if (ticket === undefined) throw new Error('the ticket is gone');
    await editByHand(ferry, { entity: 'ticket', held: ticket, fields: { title: 'renamed by the hotline' } });
    const unchanged = await run();
    expect(unchanged.json).toMatchObject({ entities: { ticket: { unchanged: 890 } } });
    expect(unchanged.stderr).toMatch(/edited-in-console: .*INC0000045.*title/);
    editRow(log, 'INC0000045', ',code 6,', ',code 7,');
    await run();
    const after = (await listAll(ferry, 'ticket')).get('servicenow:ticket:INC0000045');
    expect(after?.data).toMatchObject({ title: 'renamed by the hotline', custom: { closeCode: 'code 7' } });
  });
});

/** In every row of the incident, as the log repeats what it knows. */
function editRow(file: string, number: string, from: string, to: string): void {
  const lines = readFileSync(file, 'utf8').split('\n');
  const edited = lines.map((line) => (line.startsWith(`${number},`) ? line.replace(from, to) : line));
  if (edited.join('\n') === lines.join('\n')) throw new Error(`there is no ${from} in ${number}`);
  writeFileSync(file, edited.join('\n'));
}
