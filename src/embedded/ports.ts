/** Loopback ports: each server keeps its first one, so that clients find it again after a restart. */
import { connect, createServer } from 'node:net';

/** Where the embedded servers and their keeper listen, and nowhere else. */
export const LOOPBACK = '127.0.0.1';

/** The wanted port when it is free, else any free one. It isn't reserved: the caller has to start its server at once. */
export async function freePort(wanted = 0): Promise<number> {
  const got = await tryListen(wanted);
  return got ?? (await freePort());
}

/** Whether something accepts connections there. */
export function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: LOOPBACK, timeout: 1000 });
    const settle = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('connect', () => settle(true));
    socket.once('error', () => settle(false));
    socket.once('timeout', () => settle(false));
  });
}

function tryListen(port: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(undefined));
    server.listen(port, LOOPBACK, () => {
      const address = server.address();
      const got = typeof address === 'object' && address ? address.port : undefined;
      server.close(() => resolve(got));
    });
  });
}
