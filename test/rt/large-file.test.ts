/** A file of 50 MB streams from a ticket to the console: nobody on the way holds it. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { askRt } from './ask-rt.ts';
import { endingOf, type FaultyRoute, type FaultyRt, openFaulty } from './faults.ts';

const MB = 1024 * 1024;
const SIZE = 50 * MB;

let all: FaultyRt;

beforeAll(async () => {
  all = await openFaulty({ maxAttachment: '80_000_000' });
}, 600_000);

afterAll(() => all?.stop());

test('its bytes arrive whole, and no program of ours grows by as much as it is long', async () => {
  const without = await peakOf(() => settles(all.route('faultsmall', { where: 'id = 50' })));

  // Not the same block again and again: a part that is lost or doubled shows.
  const bytes = Buffer.alloc(SIZE, 0);
  for (let at = 0; at < SIZE; at += 4) bytes.writeUInt32LE(Math.imul(at, 2_654_435_761) >>> 0, at);
  const file = { FileName: 'dump.bin', FileType: 'application/octet-stream', FileContent: bytes.toString('base64') };
  const comment = { Content: 'A dump', ContentType: 'text/plain', Attachments: [file] };
  const posted = await askRt(all.rt, 'ticket/50/comment', { method: 'POST', body: comment });
  expect(posted.status, await posted.text()).toBe(201);

  const route = all.route('faultlarge', { where: 'id = 50' });
  const withIt = await peakOf(() => settles(route));
  expect((await route.tickets()).get('50')).toContain(createHash('sha256').update(bytes).digest('hex'));
  expect(withIt - without).toBeLessThan(150 * MB);
}, 900_000);

async function settles(route: FaultyRoute): Promise<void> {
  const ended = endingOf(await route.ferry('run'));
  expect(ended, ended.said).toMatchObject({ state: 'settled', settled: true });
}

/** The most memory that one of Ferry's programs held at any time while the act lasted, in bytes. */
async function peakOf(act: () => Promise<void>): Promise<number> {
  let most = 0;
  let acting = true;
  const watching = (async () => {
    for (; acting; await pause(100)) most = Math.max(most, ...residents());
  })();
  await act().finally(() => {
    acting = false;
  });
  await watching;
  expect(most).toBeGreaterThan(0);
  return most;
}

/** Ferry's commands run in its folder. */
function residents(): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        if (readlinkSync(`/proc/${pid}/cwd`) !== all.ferry.dir) return [];
        const [, kilobytes = '0'] = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
        return [Number(kilobytes) * 1024];
      } catch {
        return []; // ended while we looked
      }
    });
}
