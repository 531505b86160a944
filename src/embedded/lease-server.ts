/** The keeper's side of leases: every open connection with the right token is one command that needs the servers. */
import { timingSafeEqual } from 'node:crypto';
import { createServer, type Server, type Socket } from 'node:net';
import { isFerryError } from '../errors.ts';
import { type Answer, type Failure, leaseRequest, onMessage, type Served, send, type Want } from './keeper-protocol.ts';
import { LOOPBACK } from './ports.ts';

/** Accepts leases on loopback. */
export interface LeaseServer {
  readonly port: number;
  /** Sends a message to every command that holds a lease. */
  broadcast(answer: Answer): void;
  /** Accepts no more leases; those that are open stay open. */
  close(): void;
}

/** What the keeper gives its lease server. */
export interface LeaseServerOptions {
  readonly token: string;
  /** Called for each new lease with what it wants; its answer or error goes to that holder alone. */
  readonly serve: (want: Want) => Promise<Served>;
  /** Called whenever the number of leases changes. */
  readonly onCount: (open: number) => void;
}

/** How long a connection may stay open without having sent its request. */
const REQUEST_MS = 5_000;

/** Listens on a free loopback port. */
export async function openLeaseServer(terms: LeaseServerOptions): Promise<LeaseServer> {
  const leases = new Set<Socket>();
  const server = createServer((socket) => accept(socket, terms, leases));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, LOOPBACK, resolve);
  });
  return {
    port: portOf(server),
    broadcast: (answer) => {
      for (const socket of leases) send(socket, answer);
    },
    close: () => server.close(),
  };
}

/** An error in the form in which it is sent to a command. */
export function describeFailure(error: unknown): Failure {
  if (!isFerryError(error)) return { name: 'FatalError', message: String(error), detail: { code: 'keeper-failed' } };
  const { name, message, code, hint, at } = error;
  return { name, message, detail: { code, ...(hint !== undefined && { hint }), ...(at !== undefined && { at }) } };
}

function accept(socket: Socket, terms: LeaseServerOptions, leases: Set<Socket>): void {
  socket.setTimeout(REQUEST_MS, () => socket.destroy());
  socket.on('error', () => socket.destroy()); // `close` follows, and that is where a lease ends
  onMessage(socket, leaseRequest, ({ token, want }) => {
    if (!sameSecret(token, terms.token)) return void socket.destroy();
    socket.setTimeout(0);
    leases.add(socket);
    terms.onCount(leases.size);
    terms.serve(want).then(
      (served) => send(socket, { kind: 'ready', served }),
      (error: unknown) => send(socket, { kind: 'failed', failure: describeFailure(error) }),
    );
  });
  socket.once('close', () => {
    if (leases.delete(socket)) terms.onCount(leases.size);
  });
}

function sameSecret(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === 'object' && address ? address.port : 0;
}
