/** What a command and the keeper say to each other: one JSON object a line over loopback, after a shared token. */
import type { Socket } from 'node:net';
import { z } from 'zod';

/** Which servers somebody wants; the other is replaced by an address in the environment. */
const want = z.object({ database: z.boolean(), temporal: z.boolean() });
export type Want = z.infer<typeof want>;

/** A command's first and only line. Its open connection is the lease: the kernel ends it however the command ends. */
export const hello = z.object({ token: z.string(), want });

/** Where the servers are; null for one that wasn't asked for. */
const served = z.object({
  databaseUrl: z.string().nullable(),
  temporalAddress: z.string().nullable(),
  temporalUi: z.string().nullable(),
});
export type Served = z.infer<typeof served>;

/** An error on its way from the keeper to a command, kept typed. */
const failure = z.object({
  name: z.enum(['TransientError', 'FatalError', 'StuckError', 'UsageError']),
  message: z.string(),
  detail: z.object({ code: z.string(), hint: z.string().exactOptional(), at: z.string().exactOptional() }),
});
export type Failure = z.infer<typeof failure>;

/** What the keeper says: notes at any time, and `ready` or `failed`; `failed` after `ready` when a server is lost. */
export const answer = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('note'), line: z.string() }),
  z.object({ kind: z.literal('ready'), served }),
  z.object({ kind: z.literal('failed'), failure }),
]);
export type Answer = z.infer<typeof answer>;

/** Where a running keeper listens; in FERRY_HOME, readable by its owner alone. */
export const address = z.object({ pid: z.number(), port: z.number(), token: z.string() });

/** In FERRY_HOME; says where the keeper listens, and with which token. */
export const ADDRESS_FILE = 'keeper.json';

/** Longer lines are nobody's of ours. */
const LINE_LIMIT = 64 * 1024;

/** Calls back for each line that fits the schema; whoever says anything else is cut off. */
export function onMessage<T>(socket: Socket, schema: z.ZodType<T>, heard: (message: T) => void): void {
  let pending = '';
  socket.setEncoding('utf8').on('data', (text: string) => {
    const lines = (pending + text).split('\n');
    pending = lines.pop() ?? '';
    if (pending.length > LINE_LIMIT) socket.destroy();
    for (const line of lines) {
      const message = schema.safeParse(parseJson(line));
      if (message.success) heard(message.data);
      else socket.destroy();
    }
  });
}

/** Nothing happens when the other side has gone. Never waits for it. */
export function say(socket: Socket, message: object): void {
  if (socket.writable) socket.write(`${JSON.stringify(message)}\n`);
}

/** The value, or undefined for text that isn't JSON (a half-written or damaged file). */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
