/** Finds out the names and addresses of a Request Tracker itself, from texts it wrote. */
import type { RtApi } from './api.ts';
import type { OwnNames } from './mentions.ts';
import { textOf } from './values.ts';

/** Makes two or three short calls. `name` is the tag of subjects (`[name #12]`); left out, it is taken to be the organization. */
export async function learnOwnNames(api: RtApi, name?: string): Promise<OwnNames> {
  const own = await firstOf(api, 'id > 0', '_url');
  const [base] = own?.split('/REST/2.0/') ?? [];
  const organization = await organizationOf(api);
  return {
    bases: [...new Set([api.web, base ?? api.web])],
    organization,
    name: name ?? organization,
  };
}

/** From the address of a link, else from the Message-ID of a mail; a server without either has no text that names it. */
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
