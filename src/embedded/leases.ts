/** Counts who still needs the servers: an open connection with the right token is a lease. */
import { timingSafeEqual } from 'node:crypto';
import { createServer, type Server, type Socket } from 'node:net';
import { isFerryError } from '../errors.ts';
import { type Answer, type Failure, hello, onMessage, type Served, say, type Want } from './messages.ts';
import { LOOPBACK } from './ports.ts';

/** The door of the keeper, on loopback. */
export interface LeaseDesk {
  readonly port: number;
  /** Says it to every holder. */
  tell(answer: Answer): void;
  /** Admits nobody any more; leases that are open stay open. */
  close(): void;
}

/** On what terms the keeper gives leases. */
export interface LeaseTerms {
  readonly token: string;
  /** Called for each new lease with what it wants; its answer or error goes to that holder alone. */
  readonly serve: (want: Want) => Promise<Served>;
  /** Called whenever the number of leases changes. */
  readonly onCount: (open: number) => void;
}

/** How long a stranger may stay silent. */
const HELLO_MS = 5_000;

/** Listens on a free loopback port. */
export async function openLeaseDesk(terms: LeaseTerms): Promise<LeaseDesk> {
  const leases = new Set<Socket>();
  const server = createServer((socket) => admit(socket, terms, leases));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, LOOPBACK, resolve);
  });
  return {
    port: portOf(server),
    tell: (answer) => {
      for (const socket of leases) say(socket, answer);
    },
    close: () => server.close(),
  };
}

/** An error as it travels to a command and into a log. */
export function describeFailure(error: unknown): Failure {
  if (!isFerryError(error)) return { name: 'FatalError', message: String(error), detail: { code: 'keeper-failed' } };
  const { name, message, code, hint, at } = error;
  return { name, message, detail: { code, ...(hint !== undefined && { hint }), ...(at !== undefined && { at }) } };
}

function admit(socket: Socket, terms: LeaseTerms, leases: Set<Socket>): void {
  socket.setTimeout(HELLO_MS, () => socket.destroy());
  socket.on('error', () => socket.destroy()); // `close` follows, and that is where a lease ends
  onMessage(socket, hello, ({ token, want }) => {
    if (!sameSecret(token, terms.token)) return void socket.destroy();
    socket.setTimeout(0);
    leases.add(socket);
    terms.onCount(leases.size);
    terms.serve(want).then(
      (served) => say(socket, { kind: 'ready', served }),
      (error: unknown) => say(socket, { kind: 'failed', failure: describeFailure(error) }),
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
