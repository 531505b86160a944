/** A Request Tracker that answers badly, through the command line: nothing is lost or invented, and what a person must do is said. */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { askRt } from './ask-rt.ts';
import type { Fault, Framing } from './fault-proxy.ts';
import { endingOf, type FaultyRoute, type FaultyRt, openFaulty } from './faults.ts';

let all: FaultyRt;
/** What is loaded when nothing goes wrong. */
let clean: ReadonlyMap<string, string>;

beforeAll(async () => {
  all = await openFaulty();
  const route = all.route('faultless');
  const ended = endingOf(await route.ferry('run'));
  expect(ended, ended.said).toMatchObject({ state: 'settled', settled: true });
  clean = await route.tickets();
  expect(clean.size).toBeGreaterThan(15);
}, 600_000);

afterAll(() => all?.stop());

/** The rules end with the test, whatever became of it. */
async function spoiled(faults: readonly (readonly [Fault, RegExp])[], act: () => Promise<void>): Promise<void> {
  const rules = faults.map(([fault, which]) => all.proxy.spoil(fault, { which, after: 1, times: 1 }));
  try {
    await act();
    expect(rules.map((rule) => rule.hits())).toEqual(faults.map(() => 1));
  } finally {
    for (const rule of rules) rule.end();
  }
}

async function settlesAsClean(route: FaultyRoute): Promise<void> {
  const ended = endingOf(await route.ferry('run'));
  expect(ended, ended.said).toMatchObject({ state: 'settled', settled: true });
  expect(await route.tickets(), ended.said).toEqual(clean);
}

const TICKET = /GET \/REST\/2\.0\/ticket\/\d+(\?|$)/;
const HISTORY = /GET \/REST\/2\.0\/(ticket\/\d+\/history|transactions)/;
const FILE = /GET \/REST\/2\.0\/attachment\/\d+(\?|$)/;

test('server errors, gateways’ pages, limits in odd words and dropped connections are ridden out', async () => {
  const page = '<html><body><h1>502 Bad Gateway</h1></body></html>';
  const faults: readonly Fault[] = [
    { kind: 'answer', status: 500, body: '' },
    { kind: 'answer', status: 502, body: page },
    { kind: 'answer', status: 503, headers: { 'retry-after': '1' } },
    { kind: 'answer', status: 429, headers: { 'retry-after': 'Thu, 01 Jan 1970 00:00:00 GMT' } },
    { kind: 'answer', status: 429, headers: { 'retry-after': 'soon' } },
    { kind: 'drop' },
  ];
  await spoiled(
    faults.flatMap((fault) => [[fault, TICKET] as const, [fault, HISTORY] as const]),
    () => settlesAsClean(all.route('faultpassing')),
  );
});

test('answers cut in the middle are read again, however they tell their length and however they end', async () => {
  const framings: readonly Framing[] = ['length', 'chunked', 'chunked-close'];
  const faults = framings.flatMap((framing) =>
    (['FIN', 'RST'] as const).map((end) => ({ kind: 'cut' as const, framing, end })),
  );
  await spoiled(
    faults.flatMap((fault) => [[fault, TICKET] as const, [fault, FILE] as const]),
    () => settlesAsClean(all.route('faultcut')),
  );
});

test('an answer that only the connection’s end would end is never taken for whole; the run stops and says why', async () => {
  const route = all.route('faultunframed');
  for (const end of ['FIN', 'RST'] as const) {
    const cut = all.proxy.spoil({ kind: 'cut', framing: 'end-of-stream', end }, { which: TICKET });
    const ended = endingOf(await route.ferry('run'));
    cut.end();
    expect(ended, ended.said).toMatchObject({ exit: 1, state: 'failed', code: 'answer-unframed' });
    expect(ended.said).toMatch(/Content-Length/);
  }
  await settlesAsClean(route);
});

test('an answer that trickles holds itself alone; the run settles', async () => {
  await spoiled([[{ kind: 'drip', seconds: 20 }, TICKET]], () => settlesAsClean(all.route('faultslow')));
});

test('a ticket that answers with another’s number is quarantined alone, and is loaded once it answers for itself', async () => {
  const route = all.route('faultother');
  const wrong = all.proxy.spoil(
    { kind: 'rewrite', change: (body) => body.replace(/"id"\s*:\s*"?45"?/g, '"id": 46') },
    { which: /GET \/REST\/2\.0\/ticket\/45(\?|$)/ },
  );
  try {
    const ended = endingOf(await route.ferry('run'));
    expect(ended, ended.said).toMatchObject({ state: 'settled', settled: true, exit: 4 });
    expect(wrong.hits()).toBeGreaterThan(0);
    const expected = new Map(clean);
    expected.delete('45');
    expect(await route.tickets()).toEqual(expected);
    expect(JSON.stringify((await route.ferry('quarantine', 'list')).json)).toContain('record-other');
  } finally {
    wrong.end();
  }
  await settlesAsClean(route);
});

test('a login page instead of JSON stops the run with words, and nothing is taken for deleted', async () => {
  const route = all.route('faultpage');
  await settlesAsClean(route);
  const page = all.proxy.spoil({ kind: 'answer', status: 200, body: '<html>Please log in</html>' }, { which: HISTORY });
  try {
    const ended = endingOf(await route.ferry('run'));
    expect(ended, ended.said).toMatchObject({ exit: 1, state: 'failed', code: 'answer-not-json' });
  } finally {
    page.end();
  }
  expect(await route.tickets()).toEqual(clean);
  await settlesAsClean(route);
});

test('files that are gone, refused or break off for ever cost those files alone, are counted, and load when they can be had', async () => {
  const route = all.route('faultfiles');
  const ticket = instanceOf('odd file names');
  const [gone, refused, rotten] = await binaryFiles(ticket);
  const only = (id: string | undefined) => new RegExp(`GET /REST/2\\.0/attachment/${id}(\\?|$)`);
  const rules = [
    all.proxy.spoil({ kind: 'answer', status: 404, body: '{}' }, { which: only(gone) }),
    all.proxy.spoil({ kind: 'answer', status: 403, body: '{}' }, { which: only(refused) }),
    all.proxy.spoil({ kind: 'cut', framing: 'length', end: 'RST' }, { which: only(rotten) }),
  ];
  try {
    const ended = endingOf(await route.ferry('run'));
    expect(ended, ended.said).toMatchObject({ state: 'settled', settled: true });
    for (const code of ['asset-missing', 'asset-refused', 'asset-broken']) expect(ended.said).toContain(code);
    for (const rule of rules) expect(rule.hits()).toBeGreaterThan(0);
  } finally {
    for (const rule of rules) rule.end();
  }
  const held = await route.tickets();
  expect([...held].filter(([number, ticket]) => ticket !== clean.get(number)).map(([number]) => number)).toEqual([
    ticket,
  ]);
  await settlesAsClean(route);
});

/** The first ticket that the filling made for a trap. */
function instanceOf(trap: string): string {
  const manifest = readFileSync(path.join(all.rt.state, 'manifest.json'), 'utf8');
  return (
    z.object({ traps: z.record(z.string(), z.array(z.string())) }).parse(JSON.parse(manifest)).traps[trap]?.[0] ?? ''
  );
}

/** Ids of attachments of a ticket that no message is the text of. */
async function binaryFiles(ticket: string): Promise<readonly string[]> {
  const answer = await askRt(all.rt, `ticket/${ticket}/attachments?fields=ContentType&per_page=100`);
  const { items } = attachments.parse(await answer.json());
  return items.filter(({ ContentType }) => ContentType === 'application/x-thing').map(({ id }) => id);
}

const attachments = z.object({ items: z.array(z.object({ id: z.string(), ContentType: z.string() })) });

test('a wrong token and one of a disabled account are refused before anything starts', async () => {
  for (const [name, token] of [
    ['faultwrong', '1-27-00000000000000000000000000000000'],
    ['faultformer', all.rt.formerToken],
  ] as const) {
    const route = all.route(name, { token });
    for (const command of ['check', 'run']) {
      const ended = await route.ferry(command);
      expect(ended.code, ended.stderr).toBe(6);
      expect(ended.stderr + JSON.stringify(ended.json)).toMatch(/put a valid /);
      expect(ended.stderr + JSON.stringify(ended.json)).not.toContain(token);
    }
  }
});

test('a token revoked in mid-run holds it; with another in the file it goes on and settles', async () => {
  const route = all.route('faultrevoked', { token: all.rt.spareToken });
  let tickets = 0;
  all.proxy.meanwhile(async (line) => {
    if (TICKET.test(line) && ++tickets === 8) await all.rt.revoke(all.rt.spareToken);
  });
  const held = endingOf(await route.ferry('run'));
  all.proxy.meanwhile(async () => undefined);
  expect(held, held.said).toMatchObject({ exit: 6, state: 'paused', code: 'auth-refused' });
  expect(held.said).toContain(`resume ${held.run}`);
  writeFileSync(route.tokenFile, all.rt.token);
  await route.ferry('resume', held.run);
  const ended = endingOf(await route.ferry('watch', held.run));
  expect(ended, ended.said).toMatchObject({ run: held.run, state: 'settled', settled: true });
  expect(await route.tickets()).toEqual(clean);
});

test('an RT that is too old, or another address, is refused by check and by run, in words', async () => {
  const old = all.proxy.spoil(
    { kind: 'rewrite', change: (body) => body.replace(/"Version"\s*:\s*"[^"]*"/, '"Version":"4.4.4"') },
    { which: /\/rt(\?|$)/ },
  );
  const route = all.route('faultold');
  try {
    const ended = await route.ferry('check');
    expect(ended.code, ended.stderr).toBe(3);
    expect(JSON.stringify(ended.json)).toMatch(/4\.4\.4.*5\.0/);
    expect(endingOf(await route.ferry('run'))).toMatchObject({ code: 'version-unsupported' });
  } finally {
    old.end();
  }
  const elsewhere = await all.route('faultelsewhere', { below: '/not-here' }).ferry('check');
  expect(elsewhere.code).not.toBe(0);
  expect(JSON.stringify(elsewhere.json)).toMatch(/url/);
});

test('RT restarted in mid-run is ridden out', async () => {
  let tickets = 0;
  let back: Promise<void> = Promise.resolve();
  all.proxy.meanwhile(async (line) => {
    if (!TICKET.test(line) || ++tickets !== 8) return;
    await all.rt.stopWeb();
    back = new Promise((resolve) => setTimeout(resolve, 5000)).then(() => all.rt.again());
  });
  await settlesAsClean(all.route('faultrestart'));
  all.proxy.meanwhile(async () => undefined);
  expect(tickets).toBeGreaterThan(8);
  await back;
});
