/** A custom field is removed in Request Tracker between two runs: nothing is emptied in the console before somebody has said so. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { endingOf, type FaultyRoute, type FaultyRt, openFaulty } from './faults.ts';
import { openDesk } from './writer.ts';

let all: FaultyRt;
let route: FaultyRoute;
let before: ReadonlyMap<string, string>;
let field: string;

beforeAll(async () => {
  all = await openFaulty();
  route = all.route('faultgone', { where: 'id > 7 AND id < 28' });
  expect(endingOf(await route.ferry('run'))).toMatchObject({ state: 'settled' });
  before = await route.tickets();
  const name = [...before.values()].flatMap(fieldsOf).find((one) => !/^RT |#/.test(one));
  if (name === undefined) throw new Error('no ticket of the scope has a custom field');
  field = name;
  await all.rt.disableField(field);
  await openDesk(all.rt.url, all.rt.token).comment('11', 'something that a delta reads');
}, 900_000);

afterAll(() => all?.stop());

const custom = z.looseObject({ custom: z.record(z.string(), z.unknown()).nullish() });

function fieldsOf(ticket: string): readonly string[] {
  return Object.keys(custom.parse(JSON.parse(ticket)).custom ?? {});
}

const path = () => `CustomFields${/^[^.[\]'"\s]+$/.test(field) ? `.${field}` : `['${field}']`}`;

test('a plan is blocked by it, and says which field is gone', async () => {
  const planned = await route.ferry('plan');
  const given = z.looseObject({ verdict: z.string(), reasons: z.array(z.looseObject({ code: z.string() })) });
  const { verdict, reasons } = given.parse(planned.json);
  expect(verdict, JSON.stringify(reasons)).toBe('blocked');
  const gone = reasons.filter(({ code }) => code === 'drift-gone');
  expect(gone.map(({ params }) => params)).toContainEqual(expect.objectContaining({ field: path(), holds: true }));
});

test.each([['delta', '--delta'] as const, ['full run'] as const])(
  'a %s waits, and nothing has changed',
  async (_, ...flags) => {
    const waiting = endingOf(await route.ferry('run', ...flags));
    expect(waiting, waiting.said).toMatchObject({ code: 'source-drifted' });
    expect(await route.tickets()).toEqual(before);
    await route.ferry('cancel', waiting.run);
  },
);

test('a person who takes the source as it is has the field emptied, and the next run says nothing of it', async () => {
  const waiting = endingOf(await route.ferry('run'));
  await route.ferry('resume', waiting.run);
  expect(endingOf(await route.ferry('watch', waiting.run))).toMatchObject({ state: 'settled' });
  const after = [...(await route.tickets()).values()].flatMap(fieldsOf);
  expect(after).not.toContain(field);
  expect(endingOf(await route.ferry('run'))).toMatchObject({ state: 'settled' });
});
