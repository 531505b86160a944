/** A proxy before the console that passes everything on as it is and counts what is written: what no log can hide. */
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';

/** Listens on a port of its own until `close`. `itemsSent` grows as soon as a write has been read, whatever its answer. */
export async function countingProxy(upstream: URL) {
  let items = 0;
  const server = createServer((incoming, answer) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => {
      const body = Buffer.concat(chunks);
      if (incoming.url?.startsWith('/v1/bulk/')) items += countItems(body);
      passOn(upstream, { incoming, body, answer });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the proxy has no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    itemsSent: () => items,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

interface Passing {
  readonly incoming: IncomingMessage;
  readonly body: Buffer;
  readonly answer: ServerResponse;
}

function passOn(upstream: URL, { incoming, body, answer }: Passing): void {
  const { method, url, headers } = incoming;
  const onward = request({
    host: upstream.hostname,
    port: upstream.port,
    method,
    path: url,
    headers: { ...headers, host: upstream.host },
  });
  onward.on('response', (response) => {
    answer.writeHead(response.statusCode ?? 502, response.headers);
    response.pipe(answer);
  });
  onward.on('error', () => answer.destroy());
  onward.end(body);
}

function countItems(body: Buffer): number {
  const text = body.toString('utf8');
  const parsed = text.startsWith('{"items"') || text.startsWith('[') ? JSON.parse(text) : null;
  if (parsed === null) return text.split('\n').filter((line) => line.trim() !== '').length;
  return Array.isArray(parsed) ? parsed.length : parsed.items.length;
}
