/** A mapping changed after its records were loaded: what is said beforehand is what the run then does, and no source is asked. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { configure, type Ended, editByHand, type Ferry, listAll, startFerry } from './recount.ts';

const EACH = 60;
/** People edited the one field that changes in them. */
const EDITED = 6;
/** People edited another field of them. */
const BESIDE = 3;

/** Sixty of each: they change, are quarantined, are left out, are freed, or are quarantined for another reason by the second version. */
const KINDS = ['stays', 'changes', 'breaks', 'leaves', 'comes', 'remains'] as const;

const FIRST = mapping('1.0.0', {
  title: 'title',
  status: '{ from: status, map: { open: open, done: solved }, otherwise: quarantine }',
  exclude: '[]',
  checks: '[]',
});
const SECOND = mapping('2.0.0', {
  title: '{ any: [{ from: longer }, title] }',
  status: '{ from: status, map: { open: open, limbo: open, odd: open }, otherwise: quarantine }',
  exclude: `[{ when: "fate == 'leaves'", because: they stay behind now }]`,
  checks: `[{ that: "custom.fate != 'remains'", else: quarantine, because: they must not be loaded }]`,
});

const count = z.int();
const impact = z.looseObject({
  plan: z.string(),
  changes: z.record(
    z.string(),
    z.object({
      ...{ changed: count, quarantined: count, excluded: count, freed: count },
      otherReason: z.object({ quarantined: count, excluded: count }),
    }),
  ),
  impact: z.array(
    z.looseObject({
      lane: z.string(),
      records: count,
      changed: count,
      unchanged: count,
      fields: z.array(z.object({ field: z.string(), records: count })),
      newlyQuarantined: z.looseObject({ total: count }),
      newlyExcluded: z.looseObject({ total: count }),
      freed: z.looseObject({ total: count }),
      otherReason: z.looseObject({ quarantined: count }),
      edited: z.looseObject({ total: count, quarantined: count }),
      samples: z.array(z.looseObject({ key: z.string() })),
    }),
  ),
  applied: z
    .looseObject({ run: z.string(), entities: z.record(z.string(), z.record(z.string(), z.number())) })
    .nullish(),
});

let ferry: Ferry;
let config: string;

beforeAll(async () => {
  ferry = await startFerry();
  for (const dir of ['exports', 'first', 'second']) mkdirSync(path.join(ferry.dir, dir));
  writeFileSync(path.join(ferry.dir, 'exports/tickets.csv'), tickets());
  writeFileSync(path.join(ferry.dir, 'first/ticket.yaml'), FIRST);
  writeFileSync(path.join(ferry.dir, 'second/ticket.yaml'), SECOND);
  config = configure(
    ferry,
    { itsm: { kind: 'csv', dir: './exports', files: { ticket: { path: 'tickets.csv', key: 'id' } } } },
    { desk: { from: 'itsm', mappings: './first', limits: { quarantine: '50%' } } },
  );
  const run = await command('run');
  expect(run.code, run.stderr).toBe(4);
  const held = await listAll(ferry, 'ticket');
  for (const [at, id] of idsOf('changes')
    .slice(0, EDITED + BESIDE)
    .entries()) {
    const ticket = held.get(`itsm:ticket:${id}`);
    if (ticket === undefined) throw new Error(`${id} was not loaded`);
    const fields = at < EDITED ? { title: `by hand ${id}` } : { status: 'pending' };
    await editByHand(ferry, { entity: 'ticket', held: ticket, fields });
  }
  // Nothing may be read from here on: there is nothing left to read.
  rmSync(path.join(ferry.dir, 'exports'), { recursive: true });
});

afterAll(() => ferry?.stop());

test('says how many records change, by field, which are people’s by now, and which stop or begin to be loaded', async () => {
  const { code, json, stderr } = await command('mapping', 'impact', path.join(ferry.dir, 'second'));
  expect(code, stderr).toBe(4);
  const { changes, impact: lanes } = impact.parse(json);
  expect(changes).toEqual({
    'itsm.ticket': {
      ...{ changed: 2 * EACH - EDITED, quarantined: EACH + EDITED, excluded: EACH, freed: EACH },
      otherReason: { quarantined: EACH, excluded: 0 },
    },
  });
  expect(lanes).toMatchObject([
    {
      lane: 'itsm.ticket',
      records: KINDS.length * EACH,
      changed: 2 * EACH - EDITED,
      unchanged: EACH,
      newlyQuarantined: { total: EACH + EDITED },
      newlyExcluded: { total: EACH },
      otherReason: { quarantined: EACH, excluded: 0 },
      freed: { total: EACH },
      edited: { total: EDITED + BESIDE, quarantined: EDITED },
    },
  ]);
  expect(lanes[0]?.samples.length).toBeGreaterThan(0);
  const { title } = Object.fromEntries(lanes[0]?.fields.map(({ field, records }) => [field, records]) ?? []);
  expect(title).toBe(2 * EACH - EDITED);
});

test('the run that applies it does exactly that, key by key, and leaves what people wrote', async () => {
  const before = await listAll(ferry, 'ticket');
  const { json, stderr } = await command('mapping', 'impact', path.join(ferry.dir, 'second'), '--apply');
  const { plan, changes, applied } = impact.parse(json);
  const foreseen = changes['itsm.ticket'];
  const { created = 0, updated = 0, quarantined, excluded } = applied?.entities.ticket ?? {};
  expect({ changed: created + updated, quarantined: quarantined, excluded }, stderr).toEqual({
    changed: foreseen?.changed,
    quarantined: (foreseen?.quarantined ?? 0) + (foreseen?.otherReason.quarantined ?? 0),
    excluded: foreseen?.excluded,
  });
  // What doesn't change isn't loaded; with everything else the run did what was planned.
  const left = z.object({ planned: z.object({ outcome: z.literal('unchanged') }), done: z.null() });
  const compared = await command('plan', 'compare', plan, applied?.run ?? '');
  expect(z.object({ differences: z.array(left).length(EACH) }).safeParse(compared.json).error).toBeUndefined();
  const after = await listAll(ferry, 'ticket');
  for (const id of idsOf('changes')) expect(after.get(`itsm:ticket:${id}`)?.data).toMatchObject(wanted(id));
  for (const id of [...idsOf('stays'), ...idsOf('breaks'), ...idsOf('leaves')]) {
    expect(after.get(`itsm:ticket:${id}`)?.etag).toBe(before.get(`itsm:ticket:${id}`)?.etag);
  }
  for (const id of idsOf('comes')) expect(after.get(`itsm:ticket:${id}`)?.data.status).toBe('open');
});

test('asked again, nothing is left to change', async () => {
  const again = await command('mapping', 'impact', path.join(ferry.dir, 'second'), '--lane', 'itsm.ticket');
  expect(again.code, again.stderr).toBe(0);
  const { changes, impact: lanes } = impact.parse(again.json);
  expect(changes).toEqual({});
  expect(lanes[0]).toMatchObject({ records: KINDS.length * EACH, changed: 0, unchanged: 3 * EACH - EDITED });
});

test('a mapping that nobody uses, or that is none, is refused in words', async () => {
  writeFileSync(path.join(ferry.dir, 'other.yaml'), FIRST.replace('mapping: ticket', 'mapping: other'));
  writeFileSync(path.join(ferry.dir, 'broken.yaml'), FIRST.replace('status:', 'statsu:'));
  const refused = z.looseObject({ error: z.looseObject({ code: z.string() }) });
  const other = await command('mapping', 'impact', path.join(ferry.dir, 'other.yaml'));
  const broken = await command('mapping', 'impact', path.join(ferry.dir, 'broken.yaml'));
  expect([other.code, broken.code]).toEqual([2, 2]);
  expect(refused.parse(other.json).error.code).toBe('mapping-unused');
  expect(refused.parse(broken.json).error.code).toBe('mapping-invalid');
});

function command(...words: readonly string[]): Promise<Ended> {
  return ferry.command([...words, '--config', config]);
}

function wanted(id: string): { readonly title: string; readonly status: string } {
  const at = idsOf('changes').indexOf(id);
  const title = at < EDITED ? `by hand ${id}` : `a longer title of ${id}`;
  return { title, status: at >= EDITED && at < EDITED + BESIDE ? 'pending' : 'open' };
}

function idsOf(kind: (typeof KINDS)[number]): readonly string[] {
  return Array.from({ length: EACH }, (_, at) => `${kind}-${String(at).padStart(2, '0')}`);
}

function tickets(): string {
  const status = { stays: 'open', changes: 'open', breaks: 'done', leaves: 'open', comes: 'limbo', remains: 'odd' };
  const rows = KINDS.flatMap((kind) =>
    idsOf(kind).map(
      (id) => `${id},${kind},title of ${id},${kind === 'changes' ? `a longer title of ${id}` : ''},${status[kind]}`,
    ),
  );
  return `id,fate,title,longer,status\n${rows.join('\n')}\n`;
}

function mapping(
  version: string,
  { title, status, exclude, checks }: Record<'title' | 'status' | 'exclude' | 'checks', string>,
): string {
  return `mapping: ticket
version: ${version}
from: itsm/ticket@1
to: console/ticket@1
key: id
exclude: ${exclude}
checks: ${checks}
fields:
  number: id
  title: ${title}
  status: ${status}
  custom.fate: fate
  custom.longer: longer
`;
}
