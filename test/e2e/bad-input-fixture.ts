/** Where bad input is tried: a home whose servers and console are up, and the line of JSON that says where. */
import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { openWorkplace, type Started, type Workplace } from './ferry.ts';

export const MAPPINGS = path.resolve(import.meta.dirname, '../../mappings/csv-to-console');

const upLine = z.object({ console: z.object({ url: z.string(), tokenFile: z.string() }) });

export interface Fixture {
  readonly place: Workplace;
  readonly console: z.output<typeof upLine>['console'];
  /** Stops the servers and removes everything. */
  close(): Promise<void>;
}

/** Leaves nothing behind when the servers don't come up. */
export async function openFixture(): Promise<Fixture> {
  const place = await openWorkplace();
  const servers = place.start('up', '--json');
  const close = () => end(place, servers);
  try {
    const [line] = await servers.shows(/^\{.*\}$/m);
    return { place, console: upLine.parse(JSON.parse(line)).console, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function end(place: Workplace, servers: Started): Promise<void> {
  servers.child.kill('SIGINT');
  await servers.said;
  await place.remove();
}

/** Puts down what no command can use: the mapping in `broken/`, and the token that `consoleAt` names. */
export async function layTraps(place: Workplace): Promise<void> {
  await place.write('wrong.token', 'nobody-ever-gave-this-token-to-anyone-000');
  await mkdir(path.join(place.dir, 'broken'));
  const shipped = await readFile(path.join(MAPPINGS, 'ticket.yaml'), 'utf8');
  await place.write('broken/ticket.yaml', shipped.replace('from: status', 'frm: status'));
}

/** The line of a configuration that names a console there, with a token that none gave. */
export function consoleAt(url: string): string {
  return `target: { kind: console, url: "${url}", token: file:wrong.token }`;
}
