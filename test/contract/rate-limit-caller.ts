/** A program of its own that calls a server as often as its rate limit lets it, until it is ended: arguments by environment. */
import { sharedRateLimit } from '../../src/connectors/http/shared-rate-limit.ts';
import { openHttp } from '../../src/connectors/http.ts';
import { openRateLimitLedger } from '../../src/ledger/runs/rate-limit.ts';

const { DATABASE = '', SERVER = '', CONCURRENCY = '', RATE = '' } = process.env;
const rateLimit = { concurrency: Number(CONCURRENCY), rate: RATE === '' ? null : Number(RATE) };
const limit = sharedRateLimit(openRateLimitLedger(DATABASE))(SERVER, rateLimit);
const http = openHttp({ system: 'the server', url: SERVER, limit });

for (let caller = 0; caller < 12; caller += 1) {
  (async () => {
    for (;;) await http.json({ method: 'GET', path: `/?from=${process.pid}` });
  })().catch((error: unknown) => {
    process.stderr.write(`${String(error)}\n`);
    process.exit(1);
  });
}
