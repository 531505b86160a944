/** Exports made of a real incident log, in two stages, so that every outcome happens at least fifty times when the second one is loaded after the first. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** States that real incidents are in and the working mapping doesn't know at first. */
export const FORGOTTEN_STATES = ['awaiting user info', 'awaiting problem', 'awaiting vendor', 'awaiting evidence'];

type Row = Readonly<Record<string, string>>;

interface Log {
  readonly columns: readonly string[];
  /** The rows of each incident as the log has them, incidents in order of their first row. */
  readonly incidents: readonly (readonly Row[])[];
}

/** What happens to an incident between the two stages; each takes a tenth of them. */
const FATES = [
  'unchanged',
  'changed',
  'changed, and edited by a person elsewhere',
  'changed where a person edited it',
  'older than before',
  'a test by now',
  'new',
  'new, in a forgotten state',
  'new and broken',
  'in two lists',
] as const;
export type Fate = (typeof FATES)[number];

/** Reads the log. Throws when it has quotes: then splitting at commas would be wrong. */
export function readLog(file: string): Log {
  const text = readFileSync(file, 'utf8');
  if (text.includes('"')) throw new Error('the log has quoted cells');
  const [head = '', ...lines] = text.split(/\r?\n/).filter((line) => line !== '');
  const columns = head.split(',');
  const byNumber = new Map<string, Row[]>();
  for (const line of lines) {
    const cells = line.split(',');
    const row = Object.fromEntries(columns.map((name, at) => [name, cells[at] ?? '']));
    byNumber.set(cells[0] ?? '', [...(byNumber.get(cells[0] ?? '') ?? []), row]);
  }
  return { columns, incidents: [...byNumber.values()] };
}

/** Incidents by what happens to them, in the order of the log. Single rows can't be told apart by age, so they are new. */
export function fatesOf({ incidents }: Log): ReadonlyMap<string, Fate> {
  return new Map(
    incidents.map((rows, at) => {
      const fate = FATES[at % FATES.length] ?? 'unchanged';
      return [numberOf(rows), rows.length === 1 && fate === 'older than before' ? 'new' : fate];
    }),
  );
}

/** Writes `incidents.csv`, `people.csv`, `groups.csv` and `staff.csv` (the second source) as they are at a stage. */
export function writeStage(log: Log, dir: string, stage: 'first' | 'second'): void {
  mkdirSync(dir, { recursive: true });
  const fates = fatesOf(log);
  const rows = log.incidents.flatMap((own, at) =>
    stage === 'first'
      ? firstStage(own, fates.get(numberOf(own)))
      : secondStage(own, { at, fate: fates.get(numberOf(own)) }),
  );
  // A column that the first stage didn't have, as exports grow them.
  const columns = stage === 'second' ? [...log.columns, 'u_region'] : log.columns;
  const located = rows.map((row) => ({ ...row, u_region: `Region ${(row.location ?? '').length}` }));
  write(dir, 'incidents.csv', { columns, rows: located, ragged: stage === 'second' ? raggedLines(log, fates) : [] });
  write(dir, 'groups.csv', { columns: ['id', 'name', 'kind'], rows: groups(log, stage) });
  write(dir, 'people.csv', { columns: PERSON, rows: people(log, stage) });
  write(dir, 'staff.csv', { columns: PERSON, rows: staff(log, stage) });
}

function numberOf(rows: readonly Row[]): string {
  return rows[0]?.number ?? '';
}

/** The row that the others of the incident lead to. */
function latest(rows: readonly Row[]): Row {
  const [first = {}] = [...rows].sort((a, b) => Number(b.sys_mod_count) - Number(a.sys_mod_count));
  return first;
}

function withLatest(rows: readonly Row[], change: Row): readonly Row[] {
  const last = latest(rows);
  return rows.map((row) => (row === last ? { ...row, ...change } : row));
}

function withAll(rows: readonly Row[], change: Row): readonly Row[] {
  return rows.map((row) => ({ ...row, ...change }));
}

function firstStage(rows: readonly Row[], fate: Fate | undefined): readonly Row[] {
  return fate === undefined || fate.startsWith('new') ? [] : rows;
}

/** Broken in four ways, each in turn; the fifth is a ragged row, which is written apart. */
const BROKEN: readonly Row[] = [
  { opened_at: '2016-02-29 01:16' },
  { reassignment_count: 'many' },
  { incident_state: '?' },
  { made_sla: 'perhaps' },
];

function secondStage(rows: readonly Row[], { at, fate }: { readonly at: number; readonly fate: Fate | undefined }) {
  const turn = Math.floor(at / FATES.length);
  switch (fate) {
    case 'changed':
      return withLatest(rows, { closed_code: 'code 99', sys_mod_count: '500' });
    case 'changed, and edited by a person elsewhere':
      return withLatest(rows, { closed_code: 'code 98', sys_mod_count: '500' });
    case 'changed where a person edited it':
      return withAll(rows, { caller_id: `Caller ${90_000 + turn}` });
    case 'older than before':
      return rows.filter((row) => row !== latest(rows));
    case 'a test by now':
      return withAll(rows, { contact_type: 'Test' });
    case 'new, in a forgotten state':
      return withLatest(rows, { incident_state: titled(FORGOTTEN_STATES[turn % FORGOTTEN_STATES.length] ?? '') });
    case 'new and broken':
      return withLatest(rows, BROKEN[turn % (BROKEN.length + 1)] ?? {});
    default:
      return rows;
  }
}

function titled(words: string): string {
  return words.replace(/\b\w/g, (letter) => letter.toUpperCase());
}

/** A row of too few cells for every fifth broken incident. */
function raggedLines(log: Log, fates: ReadonlyMap<string, Fate>): readonly string[] {
  return log.incidents.flatMap((rows, at) => {
    const broken = fates.get(numberOf(rows)) === 'new and broken';
    return broken && Math.floor(at / FATES.length) % (BROKEN.length + 1) === BROKEN.length
      ? [`${numberOf(rows)},New,TRUE`]
      : [];
  });
}

const PERSON = ['id', 'number', 'login', 'kind', 'name', 'email', 'phone', 'groups', 'active', 'updated_at'];

/** Distinct values of a column over all rows, in the order of the log. */
function named(log: Log, column: string): readonly string[] {
  const all = log.incidents.flat().map((row) => (row[column] ?? '').replace(/\s+/g, ' '));
  return [...new Set(all)].filter((name) => name !== '?' && name !== '');
}

/** Two of three callers: the third stays somebody whom only tickets name. */
function people(log: Log, stage: 'first' | 'second'): readonly Row[] {
  const callers = named(log, 'caller_id').filter((_, at) => at % 3 !== 2);
  const own = callers.map((name, at) => {
    const changed = stage === 'second' && at % 5 === 1;
    const broken = stage === 'second' && at % 7 === 3;
    return {
      ...{ id: `P${at}`, number: name, login: '', kind: broken ? 'robot' : 'customer', name },
      ...{ email: `${name.replace(/\W+/g, '.').toLowerCase()}@customers.example.com`, phone: `+86 10 ${at}` },
      ...{ groups: '', active: changed ? '0' : '1', updated_at: changed ? '2026-02-01' : '2026-01-01' },
    };
  });
  return stage === 'first' ? own.filter((_, at) => at % 4 !== 0) : own;
}

/** Callers whom a second list knows too, by another phone and name, and resolvers whom it alone knows. */
function staff(log: Log, stage: 'first' | 'second'): readonly Row[] {
  const both = named(log, 'caller_id').filter((_, at) => at % 6 === 0);
  const known = [...both, ...named(log, 'assigned_to')];
  const own = known.map((name, at) => ({
    ...{ id: `S${at}`, number: name, login: `login${at}`, kind: at < both.length ? 'customer' : 'agent' },
    ...{ name: `${name} (staff list)`, email: '', phone: `+86 21 ${at}`, groups: at % 2 === 0 ? 'Group 70' : '' },
    ...{ active: '1', updated_at: '2026-01-01' },
  }));
  return stage === 'first' ? own.slice(0, Math.ceil(own.length / 2)) : own;
}

function groups(log: Log, stage: 'first' | 'second'): readonly Row[] {
  const own = named(log, 'assignment_group').map((name, at) => ({ id: `G${at}`, name, kind: 'support' }));
  return stage === 'first' ? own.filter((_, at) => at % 2 === 0) : own.filter((_, at) => at % 10 !== 9);
}

interface Table {
  readonly columns: readonly string[];
  readonly rows: readonly Row[];
  readonly ragged?: readonly string[];
}

function write(dir: string, name: string, { columns, rows, ragged = [] }: Table): void {
  const lines = rows.map((row) => columns.map((column) => quoted(row[column] ?? '')).join(','));
  writeFileSync(path.join(dir, name), `${[columns.join(','), ...lines, ...ragged].join('\n')}\n`);
}

function quoted(cell: string): string {
  return /[",\n\r]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
