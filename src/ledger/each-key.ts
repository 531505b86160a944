/**
 * How lookups of many keys are written, so that they cost the same whatever statistics the database has.
 *
 * Joined in the ordinary way, the database may also read all rows of an instance or a run once, or once for each key, and it
 * decides by statistics: of a new database there are none, of a new run or instance they say that it has no rows. `lateral`
 * with `offset 0` leaves it no choice but one lookup a key, and `migrations/0023-lookups.sql` gives each lookup one index.
 *
 * `exists (… offset 0)` is looked up once a row in the same way.
 *
 * ```sql
 * select w.etag from ${eachKey('$2')}
 * cross join lateral (
 *   select * from ferry.written where target_instance = $1 and external_key = k.key offset 0) w
 * ```
 */

/** One row `k (key)` for each different text of a parameter that is an array of texts. Pure. */
export function eachKey(parameter: string): string {
  return `(select distinct unnest(${parameter}::text[]) as key) as k`;
}
