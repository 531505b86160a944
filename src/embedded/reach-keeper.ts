/** Finds the keeper of a home and opens a connection to it. */
import { readFile } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import path from 'node:path';
import { ADDRESS_FILE, address, parseJson } from './keeper-protocol.ts';
import { LOOPBACK } from './ports.ts';

/** An open connection and the token to show, or undefined when no keeper answers. */
export async function reachKeeper(home: string): Promise<{ socket: Socket; token: string } | undefined> {
  const text = await readFile(path.join(home, ADDRESS_FILE), 'utf8').catch(() => '');
  const known = address.safeParse(parseJson(text)).data;
  if (!known) return undefined;
  const socket = connect({ port: known.port, host: LOOPBACK });
  const open = await new Promise<boolean>((resolve) => {
    socket.once('connect', () => resolve(true));
    socket.once('error', () => resolve(false));
  });
  if (!open) return undefined;
  socket.on('error', () => socket.destroy()); // `close` follows, which callers listen for
  return { socket, token: known.token };
}
