/** A proxy before Request Tracker that passes everything on, until it is told to spoil certain answers in a certain way. */
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

/** How an answer tells its length, and how the connection ends after it was cut in the middle. */
export type Framing = 'length' | 'chunked' | 'chunked-close' | 'end-of-stream';

export type Fault =
  /** Answers this without asking RT. */
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: string;
    }
  /** Passes on a part of RT's answer, then ends the connection by FIN or RST. */
  | { readonly kind: 'cut'; readonly framing: Framing; readonly end: 'FIN' | 'RST' }
  /** RT's answer a byte at a time for so long, then a reset. */
  | { readonly kind: 'drip'; readonly seconds: number }
  /** Closes the connection unanswered. */
  | { readonly kind: 'drop' }
  /** RT's answer with another body. */
  | { readonly kind: 'rewrite'; readonly change: (body: string) => string };

export interface Spoiled {
  /** How many answers were spoiled so far. */
  hits(): number;
  /** From now on these are passed on again. */
  end(): void;
}

export interface FaultProxy {
  readonly url: string;
  /** Requests so far, as `GET /REST/2.0/…`. */
  readonly asked: readonly string[];
  /** Spoils the answers to requests that `which` chooses, `times` of them at most. The newest that fits is taken. */
  spoil(fault: Fault, on: { readonly which: RegExp; readonly after?: number; readonly times?: number }): Spoiled;
  /** Called with each request before it is passed on, which waits for it. */
  meanwhile(act: (asked: string) => Promise<void>): void;
  close(): void;
}

interface Rule {
  readonly fault: Fault;
  readonly which: RegExp;
  /** Lets that many requests it would choose pass first. */
  after: number;
  left: number;
  hits: number;
}

/** Listens on a port of its own until `close`. The upstream may come and go: while it is away, connections are dropped. */
export async function faultProxy(upstream: URL): Promise<FaultProxy> {
  const rules: Rule[] = [];
  const asked: string[] = [];
  let act: (asked: string) => Promise<void> = async () => undefined;
  const choose = (line: string) => {
    const rule = rules.findLast(({ which, left }) => left > 0 && which.test(line));
    if (rule === undefined) return undefined;
    if (rule.after > 0) {
      rule.after -= 1;
      return undefined;
    }
    rule.left -= 1;
    rule.hits += 1;
    return rule.fault;
  };
  const server = createServer((incoming, answer) => {
    const line = `${incoming.method} ${decodeURIComponent(incoming.url ?? '')}`;
    asked.push(line);
    act(line)
      .then(() => serve(upstream, { incoming, answer, fault: choose(line) }))
      .catch(() => answer.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the proxy has no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    asked,
    spoil: (fault, { which, after = 0, times = Number.POSITIVE_INFINITY }) => {
      const rule: Rule = { fault, which, after, left: times, hits: 0 };
      rules.push(rule);
      return {
        hits: () => rule.hits,
        end: () => {
          rule.left = 0;
        },
      };
    },
    meanwhile: (next) => {
      act = next;
    },
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

interface Exchange {
  readonly incoming: IncomingMessage;
  readonly answer: ServerResponse;
  readonly fault: Fault | undefined;
}

async function serve(upstream: URL, { incoming, answer, fault }: Exchange): Promise<void> {
  if (fault?.kind === 'drop') return void answer.destroy();
  if (fault?.kind === 'answer') {
    answer.writeHead(fault.status, { 'content-type': 'text/html', ...fault.headers });
    return void answer.end(fault.body ?? '<html><body>Something is wrong</body></html>');
  }
  const response = await passOn(upstream, incoming);
  if (fault === undefined) {
    answer.writeHead(response.statusCode ?? 502, response.headers);
    response.on('error', () => answer.destroy());
    return void response.pipe(answer);
  }
  const whole = await bodyOf(response);
  if (fault.kind === 'rewrite') {
    const { 'transfer-encoding': _, 'content-length': __, ...headers } = response.headers;
    answer.writeHead(response.statusCode ?? 502, headers);
    return void answer.end(fault.change(whole.toString('utf8')));
  }
  await spoilBytes(incoming.socket, { response, whole, fault });
}

interface Spoiling {
  readonly response: IncomingMessage;
  readonly whole: Buffer;
  readonly fault: Fault & { readonly kind: 'cut' | 'drip' };
}

/** Written to the socket itself: no HTTP library would send such an answer. */
async function spoilBytes(socket: Socket, { response, whole, fault }: Spoiling): Promise<void> {
  const type = response.headers['content-type'] ?? 'application/json';
  const framing = fault.kind === 'cut' ? fault.framing : 'length';
  const head = `HTTP/1.1 ${response.statusCode} OK\r\ncontent-type: ${type}\r\n${headOf(framing, whole.length)}\r\n`;
  const part = whole.subarray(0, Math.floor(whole.length / 2));
  if (fault.kind === 'drip') {
    socket.write(head);
    for (let at = 0; at < fault.seconds && !socket.destroyed; at += 1) {
      socket.write(whole.subarray(at, at + 1));
      await pause(1000);
    }
    socket.resetAndDestroy();
    return;
  }
  const chunked = framing === 'chunked' || framing === 'chunked-close';
  const body = chunked
    ? Buffer.concat([Buffer.from(`${part.length.toString(16)}\r\n`), part, Buffer.from('\r\n')])
    : part;
  socket.write(Buffer.concat([Buffer.from(head), body]), () => {
    if (fault.end === 'RST') socket.resetAndDestroy();
    else socket.end();
  });
}

function headOf(framing: Framing, length: number): string {
  if (framing === 'length') return `content-length: ${length}\r\n`;
  if (framing === 'end-of-stream') return 'connection: close\r\n';
  return `transfer-encoding: chunked\r\n${framing === 'chunked' ? '' : 'connection: close\r\n'}`;
}

function passOn(upstream: URL, incoming: IncomingMessage): Promise<IncomingMessage> {
  const { method, url, headers } = incoming;
  return new Promise((resolve, reject) => {
    const onward = request({
      host: upstream.hostname,
      port: upstream.port,
      method,
      path: url,
      headers: { ...headers, host: upstream.host },
    });
    onward.once('response', resolve);
    onward.once('error', reject);
    incoming.pipe(onward);
  });
}

async function bodyOf(response: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk);
  return Buffer.concat(chunks);
}
