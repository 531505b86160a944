/** Records the statements that programs of this process send to PostgreSQL, and explains them again later. */
import pg from 'pg';
import { vi } from 'vitest';

export interface RecordedStatement {
  readonly database: string;
  readonly text: string;
  /** Those of its first, its last and its longest call. */
  readonly values: readonly (readonly unknown[])[];
  /** Most calls between two marks. */
  readonly calls: number;
}

export interface Recording {
  /** Calls are counted from here on. */
  mark(): void;
  /** Stops recording; one for each text. */
  stop(): readonly RecordedStatement[];
}

/** Of one statement executed once. */
export interface RowsVisited {
  /** Rows of the tables asked for that a scan read or a join compared. */
  readonly rows: number;
  /** Those tables that were read from one end to the other. */
  readonly scanned: readonly string[];
}

type Query = (first: unknown, values?: unknown, ...rest: unknown[]) => unknown;

/** Statements that read or change rows; without `begin`, locks and the like. */
const DML = /^\s*(select|insert|update|delete|with)\b[\s\S]*\b(ferry|console)\./;

export function recordStatements(): Recording {
  const found = new Map<string, RecordedStatement & { since: number }>();
  const real = pg.Client.prototype.query as unknown as Query;
  const spy = vi.spyOn(pg.Client.prototype, 'query').mockImplementation(function (
    this: pg.Client,
    ...given: Parameters<Query>
  ) {
    const { text, values } = callOf(given);
    if (DML.test(text)) note(found, { database: this.database ?? '', text, values });
    return real.apply(this, given);
  } as never);
  return {
    mark: () => {
      for (const one of found.values()) one.since = 0;
    },
    stop: () => {
      spy.mockRestore();
      return [...found.values()];
    },
  };
}

function callOf([first, values]: Parameters<Query>): { text: string; values: readonly unknown[] } {
  const asObject = first as { text?: string; values?: unknown[] };
  if (typeof first === 'string') return { text: first, values: Array.isArray(values) ? values : [] };
  return { text: asObject.text ?? '', values: asObject.values ?? (Array.isArray(values) ? values : []) };
}

function note(
  found: Map<string, RecordedStatement & { since: number }>,
  { database, text, values }: { readonly database: string; readonly text: string; readonly values: readonly unknown[] },
): void {
  const known = found.get(text);
  const since = (known?.since ?? 0) + 1;
  const [first = values, longest = values] = known?.values ?? [];
  const kept = [first, size(longest) > size(values) ? longest : values, values];
  found.set(text, { database, text, values: kept, since, calls: Math.max(since, known?.calls ?? 0) });
}

const size = (values: readonly unknown[]) => JSON.stringify(values).length;

interface PlanNode {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly Schema?: string;
  readonly 'Actual Rows': number;
  readonly 'Actual Loops': number;
  readonly Plans?: readonly PlanNode[];
  readonly [name: string]: unknown;
}

const REMOVED = ['Rows Removed by Filter', 'Rows Removed by Index Recheck', 'Rows Removed by Join Filter'];

/**
 * Executes the statement and takes back what it did. One that only inserts rows which are there by now visits none; one that was
 * stopped since it didn't end visits more than any number. */
export async function rowsVisited(
  client: pg.Client,
  { text, values }: { readonly text: string; readonly values: readonly unknown[] },
  tables: readonly string[],
): Promise<RowsVisited> {
  await client.query('begin');
  try {
    const { rows } = await client.query(`explain (analyze, verbose, timing off, format json) ${text}`, [...values]);
    const plan: { readonly Plan: PlanNode } = rows[0]['QUERY PLAN'][0];
    const nodes = allOf(plan.Plan);
    const named = (node: PlanNode) => `${node.Schema}.${node['Relation Name']}`;
    const scanned = nodes.filter((node) => node['Node Type'] === 'Seq Scan').map(named);
    return {
      rows: nodes.reduce((sum, node) => sum + visitedIn(node, tables.includes(named(node))), 0),
      scanned: scanned.filter((name) => tables.includes(name)),
    };
  } catch (error) {
    if (error instanceof pg.DatabaseError && error.code === '23505') return { rows: 0, scanned: [] };
    if (error instanceof pg.DatabaseError && error.code === '57014')
      return { rows: Number.POSITIVE_INFINITY, scanned: [] };
    throw error;
  } finally {
    await client.query('rollback');
  }
}

function allOf(node: PlanNode): PlanNode[] {
  return [node, ...(node.Plans ?? []).flatMap(allOf)];
}

/** A scan's rows count where its table does; what a join threw away counts whatever it joined. */
function visitedIn(node: PlanNode, counts: boolean): number {
  const removed = REMOVED.reduce((sum, name) => sum + (typeof node[name] === 'number' ? node[name] : 0), 0);
  return (removed + (counts ? node['Actual Rows'] : 0)) * node['Actual Loops'];
}
