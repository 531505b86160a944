/** Learns what a Request Tracker calls itself, from what it wrote itself. */
import type { RtApi } from './api.ts';
import type { Places } from './mentions.ts';
import { textOf } from './values.ts';

/** Asks two or three short questions. `name` is what subjects carry (`[name #12]`); left out, it is taken to be the organization. */
export async function learnPlaces(api: RtApi, name?: string): Promise<Places> {
  const own = await firstOf(api, 'id > 0', '_url');
  const [base] = own?.split('/REST/2.0/') ?? [];
  const organization = await organizationOf(api);
  return {
    bases: [...new Set([api.web, base ?? api.web])],
    organization,
    name: name ?? organization,
  };
}

/** Links name it in their addresses, mails in their Message-IDs; a server with neither has no text that could. */
async function organizationOf(api: RtApi): Promise<string | null> {
  const link = await firstOf(api, "Type = 'AddLink' AND NewValue LIKE 'fsck.com-rt://'", 'NewValue');
  const [, linked] = /^fsck\.com-rt:\/\/([^/]+)\//.exec(link ?? '') ?? [];
  if (linked !== undefined) return linked;
  const mail = await firstOf(api, "Type = 'EmailRecord'", 'Data');
  const [, mailed] = /^<rt-[^@>]*@([^>]+)>/.exec(mail ?? '') ?? [];
  return mailed ?? null;
}

async function firstOf(api: RtApi, query: string, field: string): Promise<string | null> {
  for await (const [row] of api.sweep({ collection: 'transactions', query, fields: [field] })) {
    if (row !== undefined) return textOf(row[field]);
  }
  return null;
}
