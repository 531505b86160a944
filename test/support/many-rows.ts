/** Multiplies the rows of ledger and console, as many records more would have left them, without a run. */
import type pg from 'pg';

/** Tables with a row or more for each record, and the columns that differ from record to record. */
const COLUMNS: Readonly<Record<string, readonly string[]>> = {
  'ferry.record_map': ['source_key', 'own_key', 'external_key'],
  'ferry.written': ['external_key', 'target_id'],
  'ferry.contribution': ['external_key'],
  'ferry.identity': ['value', 'external_key', 'source_key'],
  'ferry.identity_merge': ['from_key', 'to_key', 'final_key'],
  'ferry.outcome': ['source_key', 'external_key', 'sequence'],
  'ferry.deferred': ['source_key', 'external_key'],
  'ferry.before_image': ['external_key'],
  'ferry.finding': ['external_key'],
  'ferry.wanted': ['source_key', 'sequence'],
  'ferry.asset': ['ref', 'sha256'],
  'ferry.audit': ['seq'],
  'console.record': ['id', 'external_id', 'key_hash'],
  'console.version': ['record'],
  'console.answer': ['key'],
};
/** Those that tell whose rows they are. */
const OWNERS = ['target_instance', 'run', 'from_run', 'entity'];
const NUMBERS = ['seq', 'sequence', 'id', 'record'];

export const GROWING: readonly string[] = Object.keys(COLUMNS);

const CONSOLE = GROWING.filter((name) => name.startsWith('console.'));
const LEDGER = GROWING.filter((name) => !CONSOLE.includes(name));

export interface ManyRows {
  /** Adds `times` rows for each row that was there at first: of the same runs and instances, or of others. */
  grow(times: number, whose: 'own' | 'others'): Promise<void>;
  /** Back to no row at all. */
  empty(): Promise<void>;
  /** The rows that were there at first. Fails for a table that had none: nothing could be shown of it. */
  restore(): Promise<void>;
  analyze(): Promise<void>;
}

/** Of a database that has the ledger, the console, or both. Nothing refreshes its statistics by itself from here on. */
export async function manyRows(client: pg.Client): Promise<ManyRows> {
  const { rows } = await client.query("select to_regclass('console.record') is not null as console");
  const tables = rows[0].console ? CONSOLE : LEDGER;
  for (const table of tables) {
    await client.query(`alter table ${table} set (autovacuum_enabled = false)`);
    await client.query(`create table ${kept(table)} as select * from ${table}`);
  }
  return {
    grow: async (times, whose) => {
      for (const table of tables) await growTable(client, table, { times, whose });
    },
    empty: async () => {
      await client.query(`truncate ${tables.join(', ')}`);
    },
    restore: async () => {
      for (const table of tables) {
        const { rowCount } = await client.query(
          `insert into ${table} overriding system value select * from ${kept(table)}`,
        );
        if (rowCount === 0) throw new RangeError(`${table} has no rows`);
      }
    },
    analyze: async () => {
      await client.query(`analyze ${tables.join(', ')}`);
    },
  };
}

const kept = (table: string) => `public.kept_${table.replace('.', '_')}`;

async function growTable(
  client: pg.Client,
  table: string,
  { times, whose }: { readonly times: number; readonly whose: 'own' | 'others' },
): Promise<void> {
  const { rows } = await client.query(
    `select attname as name from pg_attribute where attrelid = $1::regclass and attnum > 0 and not attisdropped
       and attgenerated = '' order by attnum`,
    [table],
  );
  const columns = rows.map(({ name }) => String(name));
  const values = columns.map((name) => cellOf(table, name, whose));
  await client.query(
    `insert into ${table} (${columns.join(', ')}) overriding system value
     select ${values.join(', ')} from ${kept(table)} t, generate_series(1, ${times}) g`,
  );
}

function cellOf(table: string, name: string, whose: 'own' | 'others'): string {
  const other = whose === 'others' ? 1 : 0;
  if (NUMBERS.includes(name))
    return COLUMNS[table]?.includes(name) ? `t.${name} + (2 * g + ${other}) * 1000000` : `t.${name}`;
  if (COLUMNS[table]?.includes(name)) return `t.${name} || '~${other}~' || g`;
  return other === 1 && OWNERS.includes(name) ? `'other ' || t.${name}` : `t.${name}`;
}
