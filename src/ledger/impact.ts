/** Which records a plan over the landing would make something else of than what became of them. */
import type { Queries } from './database.ts';
import type { ImpactRow } from './run-rows.ts';

/**
 * By lane and key: records that the plan would write, those that it would set aside or leave behind for another reason
 * than now, and those that would leave the quarantine. What stays as it is isn't listed.
 */
export function impactOf(queries: Queries, plan: string): Promise<readonly ImpactRow[]> {
  return queries.rows<ImpactRow>(
    `select o.lane, o.source_key as "sourceKey", b.kind as before, o.kind as after
     from ferry.wanted w
     join ferry.outcome o on (o.run, o.lane, o.source_key) = (w.run, w.lane, w.source_key)
     join ferry.outcome b on (b.run, b.lane, b.sequence, b.line) = (w.from_run, w.lane, w.sequence, w.line)
     where w.run = $1 and (o.kind in ('created', 'updated')
       or o.kind in ('quarantined', 'excluded') and (o.kind, o.code, o.path) is distinct from (b.kind, b.code, b.path)
       or o.kind in ('unchanged', 'superseded') and b.kind in ('quarantined', 'excluded'))
     order by o.lane, o.source_key`,
    [plan],
  );
}
