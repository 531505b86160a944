/** What the database itself says about plans and runs, read by SQL of its own: what happened to each key, and what a plan left behind. */
import pg from 'pg';
import { z } from 'zod';
import { acquireServices } from '../../src/embedded/services.ts';

export interface Fate {
  readonly kind: string;
  readonly code: string | null;
  readonly path: string | null;
  readonly external: string | null;
  readonly content: string | null;
}

export interface TableState {
  readonly rows: number;
  readonly digest: string;
}

export interface Records {
  /** By `lane key`. */
  outcomes(run: string): Promise<ReadonlyMap<string, Fate>>;
  /**
   * Every table of the ledger and of the console, by name, without what belongs to a plan: its own rows and its copy. What
   * only counts time or is addressed by its content is left out.
   */
  state(): Promise<Readonly<Record<string, TableState>>>;
  /** Rows of copies that plans work on. */
  copies(): Promise<number>;
  /** Numbers, as `select … as count` gives them. */
  count(sql: string, values?: readonly unknown[]): Promise<number>;
  close(): Promise<void>;
}

const fate = z.object({
  key: z.string(),
  kind: z.string(),
  code: z.string().nullable(),
  path: z.string().nullable(),
  external: z.string().nullable(),
  content: z.string().nullable(),
});
const column = z.object({ schema: z.string(), name: z.string(), columns: z.array(z.string()) });
const tableState = z.object({ rows: z.number(), digest: z.string() });
const counted = z.object({ count: z.coerce.number() });

/** RateLimit counts time; a pin is addressed by the mapping's own hash, and says nothing of what was loaded. */
const LEFT_OUT = ['ferry.rate_limit', 'ferry.mapping_pin'];

/** On the servers of a home. `close` lets go of them. */
export async function openRecords(home: string): Promise<Records> {
  const parts = await acquireServices({ home, env: { FERRY_HOME: home }, note: () => undefined });
  const pool = new pg.Pool({ connectionString: parts.databaseUrl, max: 2 });
  // A server that is killed under an idle connection is no fault of the test's.
  pool.on('error', () => undefined);
  const rows = async (sql: string, values: readonly unknown[] = []) => (await pool.query(sql, [...values])).rows;
  const tables = async () =>
    z.array(column).parse(
      await rows(
        `select table_schema as schema, table_schema || '.' || table_name as name,
           json_agg(column_name order by ordinal_position) as columns
         from information_schema.columns join information_schema.tables using (table_schema, table_name)
         where table_schema in ('ferry', 'console') and table_type = 'BASE TABLE' group by 1, 2 order by 2`,
      ),
    );
  return {
    outcomes: async (run) => {
      const found = await rows(
        `select lane || ' ' || source_key as key, kind, code, path, external_key as external, content
         from ferry.outcome where run = $1`,
        [run],
      );
      return new Map(
        z
          .array(fate)
          .parse(found)
          .map(({ key, ...rest }) => [key, rest]),
      );
    },
    state: async () => {
      const states: [string, TableState][] = [];
      for (const { schema, name, columns } of await tables()) {
        if (LEFT_OUT.includes(name)) continue;
        const where = schema === 'ferry' ? notOfPlans(columns) : 'true';
        const [state] = await rows(
          `select count(*)::int as rows, md5(coalesce(string_agg(t::text, E'\\n' order by t::text collate "C"), '')) as digest
           from ${name} t where ${where}`,
        );
        states.push([name, tableState.parse(state)]);
      }
      return Object.fromEntries(states);
    },
    copies: async () => {
      const own = (await tables()).filter(({ name, columns }) => isCopied(name, columns));
      const parts = own.map(({ name }) => `select count(*) from ${name} where target_instance like '%/plan/%'`);
      const [sum] = await rows(`select sum(count)::int as count from (${parts.join(' union all ')}) t`);
      return counted.parse(sum).count;
    },
    count: async (sql, values) => counted.parse((await rows(sql, values))[0]).count,
    close: async () => {
      await pool.end();
      await parts.release();
    },
  };
}

/** `ferry.run` names the copy for good: it says what the plan was. */
function isCopied(name: string, columns: readonly string[]): boolean {
  return columns.includes('target_instance') && name.startsWith('ferry.') && name !== 'ferry.run';
}

function notOfPlans(columns: readonly string[]): string {
  const plans = "(select run from ferry.run where mode = 'plan')";
  const conditions = [
    ...(columns.includes('target_instance') ? ["t.target_instance not like '%/plan/%'"] : []),
    ...(columns.includes('run') ? [`(t.run is null or t.run not in ${plans})`] : []),
  ];
  return conditions.length === 0 ? 'true' : conditions.join(' and ');
}

/** Keys on which a plan and a run differ, with what each says; empty when they agree on every key. */
export function differing(plan: ReadonlyMap<string, Fate>, run: ReadonlyMap<string, Fate>) {
  const keys = [...new Set([...plan.keys(), ...run.keys()])].sort();
  return keys
    .map((key) => ({ key, plan: plan.get(key) ?? null, run: run.get(key) ?? null }))
    .filter((one) => JSON.stringify(one.plan) !== JSON.stringify(one.run));
}

/** How often each outcome happened, and each reason. */
export function tallied(fates: ReadonlyMap<string, Fate>): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { kind, code } of fates.values()) {
    for (const name of code === null ? [kind] : [kind, `${kind} ${code}`]) counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
}
