/** Placeholders: records written for what others refer to and no source has brought. */
import type { Entity } from '../../model/entity.ts';
import type { Queries } from '../database.ts';
import type { PlaceholderRow } from './report-rows.ts';

const LEFT = `from ferry.written w join ferry.run r on r.run = $1 and r.target_instance = w.target_instance
  where w.placeholder and w.placeholder_lane in (select lane from ferry.lane where run = $1)`;

/** How many a run made, of every entity it made any of; a plan's are in its own copy. By entity. */
export function placeholdersMade(
  queries: Queries,
  run: string,
): Promise<readonly { readonly entity: Entity; readonly count: number }[]> {
  return queries.rows(
    `select entity, count(*)::float8 as count from ferry.written join ferry.run using (run, target_instance)
     where run = $1 and placeholder group by entity order by entity`,
    [run],
  );
}

/** By entity and key. */
export async function placeholders(
  queries: Queries,
  run: string,
  limit: number,
): Promise<{ readonly count: number; readonly rows: readonly PlaceholderRow[] }> {
  const [total] = await queries.rows<{ count: number }>(`select count(*)::float8 as count ${LEFT}`, [run]);
  const rows = await queries.rows<PlaceholderRow>(
    `select w.entity, w.external_key as key, w.run ${LEFT} order by w.entity, w.external_key limit $2`,
    [run, limit],
  );
  return { count: total?.count ?? 0, rows };
}
