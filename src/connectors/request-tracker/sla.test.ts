import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { HistoryEntry } from './history.ts';
import { type SlaTicket, slaOutcomes } from './sla.ts';

const ticket: SlaTicket = {
  id: '5',
  SLA: 'P1',
  Due: null,
  Resolved: null,
  LastUpdated: at('12:00'),
  Owner: null,
  Requestor: ['bob'],
};

/** An instant of the one day all of this happens on. */
function at(clock: string): string {
  return `2026-03-10T${clock}:00Z`;
}

let ids = 0;

function entry(clock: string, by: string, what: Partial<HistoryEntry>): HistoryEntry {
  ids += 1;
  const Type = what.Type ?? 'Set';
  const base = { id: String(ids), ticket: '5', Type, kind: 'change' as const, internal: false, Creator: by };
  const values = {
    Created: at(clock),
    Field: null,
    what: '',
    OldValue: null,
    NewValue: null,
    Data: null,
    TimeTaken: 0,
    CustomFields: {},
  };
  return { ...base, ...values, ...what };
}

const create = (clock: string) => entry(clock, 'bob', { Type: 'Create' });
const reply = (clock: string, by: string) => entry(clock, by, { Type: 'Correspond' });
const mail = (clock: string) => entry(clock, 'RT_System', { Type: 'EmailRecord' });
const status = (clock: string, to: string, by = 'alice') =>
  entry(clock, by, { Type: 'Status', Field: 'Status', NewValue: to });
const due = (clock: string, from: string | null, to: string | null, by = 'RT_System') =>
  entry(clock, by, { Field: 'Due', OldValue: from && at(from), NewValue: to && at(to) });

/** Metric, target, met, breached, as clocks. */
function outcomes(of: Partial<SlaTicket>, ...history: HistoryEntry[]) {
  const clock = (instant: string | null) => instant?.slice(11, 16) ?? null;
  return slaOutcomes({ ...ticket, ...of }, history).map((outcome) =>
    [outcome.metric, clock(outcome.targetAt), clock(outcome.metAt), clock(outcome.breachedAt), outcome.level].join(' '),
  );
}

test('an answer in time meets the response, resolving in time meets the resolution', () => {
  const history = [create('08:00'), due('08:00', null, '08:15'), reply('08:10', 'alice'), mail('08:10')];
  const opened = status('08:10', 'open', 'RT_System');
  const rest = [opened, due('08:10', '08:15', '12:00'), status('09:00', 'resolved')];
  expect(outcomes({ Due: at('12:00'), Resolved: at('09:00') }, ...history, ...rest)).toEqual([
    'response 08:15 08:10  P1',
    'resolve 12:00 09:00  P1',
  ]);
});

test('an answer and a resolution after their dates are breaches of these dates', () => {
  const history = [
    create('08:00'),
    due('08:00', null, '08:15'),
    reply('08:20', 'alice'),
    due('08:20', '08:15', '09:00'),
  ];
  expect(outcomes({ Due: at('09:00') }, ...history, status('10:00', 'resolved'))).toEqual([
    'response 08:15  08:15 P1',
    'resolve 09:00  09:00 P1',
  ]);
});

test("a requestor's reply moves the date without being an answer; the owner's is one even if they asked themselves", () => {
  const history = [create('08:00'), due('08:00', null, '12:00'), reply('08:30', 'BOB'), due('08:30', '12:00', '08:45')];
  expect(outcomes({ Due: at('08:45'), LastUpdated: at('08:30') }, ...history)).toEqual([
    'due 12:00   P1',
    'due 08:45   P1',
  ]);
  expect(outcomes({ Due: at('08:45'), LastUpdated: at('08:30'), Owner: 'bob' }, ...history)).toEqual([
    'response 12:00 08:30  P1',
    'due 08:45   P1',
  ]);
});

test('a comment answers nobody', () => {
  const comment = entry('08:10', 'alice', { Type: 'Comment' });
  const history = [create('08:00'), due('08:00', null, '08:15'), comment];
  expect(outcomes({ Due: at('08:15'), LastUpdated: at('08:10') }, ...history)).toEqual(['due 08:15   P1']);
});

test('a date that stands is breached once the ticket was touched after it, whatever day it is today', () => {
  const history = [create('08:00'), due('08:00', null, '08:15')];
  expect(outcomes({ Due: at('08:15'), LastUpdated: at('08:15') }, ...history)).toEqual(['due 08:15   P1']);
  expect(outcomes({ Due: at('08:15'), LastUpdated: at('08:16') }, ...history)).toEqual(['due 08:15  08:15 P1']);
});

test('a date set when the ticket was made and never moved has no trace in the history, and counts', () => {
  expect(outcomes({ Due: at('09:00') }, create('08:00'), status('08:30', 'resolved'))).toEqual([
    'resolve 09:00 08:30  P1',
  ]);
});

test('a date moved or taken away by hand is neither an answer nor a resolution', () => {
  const history = [create('08:00'), due('08:00', null, '08:15'), reply('08:05', 'alice'), mail('08:05')];
  const byHand = [due('08:10', '08:15', '10:00', 'alice'), due('11:00', '10:00', null, 'alice')];
  expect(outcomes({ Due: null }, ...history, ...byHand)).toEqual(['due 08:15   P1', 'due 10:00  10:00 P1']);
});

test('the level is the one in force when the date was set', () => {
  const level = entry('08:30', 'alice', { Field: 'SLA', OldValue: 'P1', NewValue: 'P3' });
  const history = [create('08:00'), due('08:00', null, '08:45'), level, due('08:30', '08:45', '11:00')];
  expect(outcomes({ SLA: 'P3', Due: at('11:00'), LastUpdated: at('08:30') }, ...history)).toEqual([
    'due 08:45   P1',
    'due 11:00   P3',
  ]);
});

test('reopened by hand it was not resolved; reopened by what moved the date it was, until then', () => {
  const begin = [create('08:00'), due('08:00', null, '12:00'), status('09:00', 'resolved')];
  expect(outcomes({ Due: at('12:00'), LastUpdated: at('09:30') }, ...begin, status('09:30', 'open'))).toEqual([
    'due 12:00   P1',
  ]);
  const again = [reply('09:30', 'bob'), status('09:30', 'open', 'RT_System'), due('09:30', '12:00', '09:45')];
  expect(outcomes({ Due: at('09:45'), LastUpdated: at('09:30') }, ...begin, ...again)).toEqual([
    'resolve 12:00 09:00  P1',
    'due 09:45   P1',
  ]);
});

test('a status that a life cycle of its own counts as done is known by the time RT gives', () => {
  const history = [create('08:00'), due('08:00', null, '12:00'), status('09:00', 'delivered')];
  expect(outcomes({ Due: at('12:00'), Resolved: at('09:00') }, ...history)).toEqual(['resolve 12:00 09:00  P1']);
});

test('deleting or rejecting a ticket solves nothing, though RT stamps it as resolved', () => {
  for (const end of ['deleted', 'rejected']) {
    const history = [create('08:00'), due('08:00', null, '12:00'), status('09:00', end)];
    expect(outcomes({ Due: at('12:00'), Resolved: at('09:00') }, ...history)).toEqual(['due 12:00   P1']);
  }
});

test('what happened to tickets merged into it moves none of its dates', () => {
  const foreign = { ...due('08:05', null, '08:06'), ticket: '6' };
  expect(
    outcomes({ Due: at('08:15'), LastUpdated: at('08:10') }, create('08:00'), foreign, due('08:00', null, '08:15')),
  ).toEqual(['due 08:15   P1']);
});

type Step =
  | { readonly kind: 'due'; readonly to: string | null; readonly by: string }
  | { readonly kind: 'reply'; readonly by: string }
  | { readonly kind: 'status'; readonly to: string };

function played(steps: readonly Step[], clock: string) {
  let now: string | null = null;
  const targets: string[] = [];
  const history = [create('08:00')];
  for (const one of steps) {
    if (one.kind === 'reply') history.push(reply(clock, one.by));
    if (one.kind === 'status') history.push(status(clock, one.to));
    if (one.kind !== 'due') continue;
    history.push(due(clock, now, one.to, one.by));
    now = one.to;
    if (now !== null) targets.push(at(now));
  }
  return { history, targets, Due: now && at(now) };
}

test('every value that Due had is exactly one outcome, in order, met or breached but never both', () => {
  const minute = fc.integer({ min: 10, max: 59 }).map((value) => `08:${value}`);
  const step: fc.Arbitrary<Step> = fc.oneof(
    fc.record({ kind: fc.constant('due' as const), to: fc.option(minute), by: fc.constantFrom('RT_System', 'alice') }),
    fc.record({ kind: fc.constant('reply' as const), by: fc.constantFrom('alice', 'bob') }),
    fc.record({ kind: fc.constant('status' as const), to: fc.constantFrom('open', 'resolved', 'stalled') }),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 12 }), minute, (steps, touched) => {
      const { history, targets, Due } = played(steps, touched);
      const got = slaOutcomes({ ...ticket, Due, LastUpdated: at(touched) }, history);
      expect(got.map(({ targetAt }) => targetAt)).toEqual(targets);
      expect(got.every(({ metAt, breachedAt }) => metAt === null || breachedAt === null)).toBe(true);
    }),
  );
});
