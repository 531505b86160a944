/** The messages between a command and the keeper: one JSON object a line over a loopback connection. */
import type { Socket } from 'node:net';
import { z } from 'zod';

/** Which servers somebody wants; the other is replaced by an address in the environment. */
const want = z.object({ database: z.boolean(), temporal: z.boolean() });
export type Want = z.infer<typeof want>;

/** A command's only message. Its open connection is the lease: the kernel closes it however the command ends. */
export const leaseRequest = z.object({ token: z.string(), want });

/** Where the servers are; null for one that wasn't asked for. */
const served = z.object({
  databaseUrl: z.string().nullable(),
  temporalAddress: z.string().nullable(),
  temporalUi: z.string().nullable(),
});
export type Served = z.infer<typeof served>;

/** An error that the keeper sends to a command, with what is needed to make the same error again. */
const failure = z.object({
  name: z.enum(['TransientError', 'FatalError', 'StuckError', 'UsageError']),
  message: z.string(),
  detail: z.object({ code: z.string(), hint: z.string().exactOptional(), at: z.string().exactOptional() }),
});
export type Failure = z.infer<typeof failure>;

/** The keeper's messages: notes at any time, then `ready` or `failed`; `failed` after `ready` when a server can't be kept running. */
export const answer = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('note'), line: z.string() }),
  z.object({ kind: z.literal('ready'), served }),
  z.object({ kind: z.literal('failed'), failure }),
]);
export type Answer = z.infer<typeof answer>;

/** Where a running keeper listens; in FERRY_HOME, readable by its owner alone. */
export const address = z.object({ pid: z.number(), port: z.number(), token: z.string() });

/** The file in FERRY_HOME that holds the keeper's `address`. */
export const ADDRESS_FILE = 'keeper.json';

/** No message is longer: whoever sends more is not one of our programs. */
const LINE_LIMIT = 64 * 1024;

/** Calls `receive` for each line that fits the schema; closes the connection at the first one that doesn't. */
export function onMessage<T>(socket: Socket, schema: z.ZodType<T>, receive: (message: T) => void): void {
  let pending = '';
  socket.setEncoding('utf8').on('data', (text: string) => {
    const lines = (pending + text).split('\n');
    pending = lines.pop() ?? '';
    if (pending.length > LINE_LIMIT) socket.destroy();
    for (const line of lines) {
      const message = schema.safeParse(parseJson(line));
      if (message.success) receive(message.data);
      else socket.destroy();
    }
  });
}

/** Sends one message, without waiting for it to arrive. Does nothing when the connection is closed. */
export function send(socket: Socket, message: object): void {
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
