/** Names by id, for rows that others refer to by number. */
import type { RtApi } from './api.ts';
import { textOf } from './values.ts';

/** By id, disabled ones included; for collections of a few rows: catalogs, classes, queues. */
export async function namesOf(api: RtApi, collection: string): Promise<ReadonlyMap<string, string>> {
  const names = new Map<string, string>();
  for await (const rows of api.sweep({ collection, fields: ['Name'], disabled: true })) {
    for (const row of rows) names.set(String(row.id), textOf(row.Name) ?? '');
  }
  return names;
}
