// A whole import client: sends NDJSON records on standard input to the console, and may be run again after any failure.
// usage: node example-client.mjs URL ENTITY RUN < records.ndjson     (token in CONSOLE_TOKEN)
import { createHash } from 'node:crypto';
import { text } from 'node:stream/consumers';

const [, , url, entity, run] = process.argv;
const lines = (await text(process.stdin)).split('\n').filter(Boolean);
for (let from = 0; from < lines.length; from += 500) {
  const body = lines.slice(from, from + 500).join('\n');
  const headers = {
    authorization: `Bearer ${process.env.CONSOLE_TOKEN}`,
    'content-type': 'application/x-ndjson',
    'idempotency-key': createHash('sha256').update(`${run} ${entity} ${body}`).digest('hex'),
    'import-mode': 'history',
    'import-run': run,
  };
  const answer = await fetch(`${url}/v1/bulk/${entity}?return=minimal`, { method: 'POST', headers, body });
  if (!answer.ok) throw new Error(`${answer.status}: ${await answer.text()}`);
  const { counts, results } = await answer.json();
  console.log(JSON.stringify(counts));
  for (const { externalId, problem } of results) if (problem) console.error(externalId, problem.code, problem.title);
}
