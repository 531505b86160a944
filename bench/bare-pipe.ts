/** The bare pipe: parse, map by hand, post. No landing, no ledger, no receipts, no resume: what Ferry is held against. */
import { createReadStream } from 'node:fs';
import { parse } from 'csv-parse';
import pLimit from 'p-limit';

const [file = '', url = '', token = ''] = process.argv.slice(2);
const BATCH = 500;
const IN_FLIGHT = 4;
const STATUS: Readonly<Record<string, string>> = { resolved: 'solved' };
const PRIORITY: Readonly<Record<string, string>> = { p1: 'urgent', p2: 'high', p3: 'normal', p4: 'low' };

type Row = Readonly<Record<string, string>>;

const started = process.hrtime.bigint();
const limit = pLimit(IN_FLIGHT);
const sent: Promise<void>[] = [];
let rows = 0;
let batch: object[] = [];

for await (const row of createReadStream(file).pipe(parse({ columns: true }))) {
  rows += 1;
  batch.push(item(row));
  if (batch.length === BATCH) await post();
}
await post();
await Promise.all(sent);
const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
const seconds = Number(process.hrtime.bigint() - started) / 1e9;
console.log(
  JSON.stringify({ rows, seconds, cpu: (userCPUTime + systemCPUTime) / 1e6, peakMB: Math.round(maxRSS / 1024) }),
);

async function post(): Promise<void> {
  const items = batch;
  batch = [];
  while (limit.pendingCount > 0) await new Promise((resolve) => setImmediate(resolve));
  sent.push(limit(() => send(JSON.stringify({ items }))));
}

async function send(body: string): Promise<void> {
  const answer = await fetch(`${url}/v1/bulk/ticket`, {
    method: 'POST',
    body,
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      'idempotency-key': crypto.randomUUID(),
      'import-mode': 'history',
      'import-run': 'bare-pipe',
    },
  });
  const { results } = (await answer.json()) as { results: readonly { status: string }[] };
  if (!answer.ok || results.some(({ status }) => status !== 'created'))
    throw new Error(`the console refused: ${answer.status}`);
}

function item(row: Row): object {
  const key = `bare:ticket:${row.number}`;
  const comments = JSON.parse(row.comments ?? '[]') as readonly {
    id: number;
    at: string;
    internal: boolean;
    body: string;
  }[];
  return {
    op: 'upsert',
    externalId: key,
    data: {
      number: row.number,
      kind: row.kind,
      title: row.title,
      body: { format: 'text', content: row.body },
      status: STATUS[row.status ?? ''] ?? row.status,
      priority: PRIORITY[row.priority ?? ''],
      createdAt: row.created_at,
      updatedAt: row.updated_at,
      tags: row.tags?.split(';'),
      comments: comments.map(({ id, at, internal, body }) => ({
        externalId: `bare:ticket-comments:${row.number}/${id}`,
        at,
        internal,
        body: { format: 'text', content: body },
      })),
    },
  };
}
