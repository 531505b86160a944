/** How Ferry connects to Temporal: one profile for clients and workers, and the search attributes it needs there. */
import { hostname } from 'node:os';
import type { Client, Connection } from '@temporalio/client';
import { SEARCH_ATTRIBUTES, TASK_QUEUE } from '../model/workflow-names.ts';

/** The server's number for search attributes of the kind keyword. */
const KEYWORD = 2;

/**
 * Connection options and namespace for an address. TLS, API key and the rest come from Temporal's own profile file,
 * unless the address is that of the server Ferry brought along.
 */
export async function temporalProfile(address: string) {
  if (address !== process.env.TEMPORAL_ADDRESS) return { connection: { address }, namespace: 'default' };
  const { loadClientConnectConfig } = await import('@temporalio/envconfig');
  const { connectionOptions, namespace } = loadClientConnectConfig();
  return { connection: { ...connectionOptions, address }, namespace: namespace ?? 'default' };
}

/** A client and its connection, which the caller closes. */
export async function openClient(address: string): Promise<{ client: Client; connection: Connection }> {
  const [temporal, profile] = await Promise.all([import('@temporalio/client'), temporalProfile(address)]);
  const connection = await temporal.Connection.connect({ ...profile.connection, connectTimeout: '5s' });
  return { connection, client: new temporal.Client({ connection, namespace: profile.namespace }) };
}

/** Makes sure the search attributes exist; an own server may not know them yet. Repeats safely. */
export async function ensureSearchAttributes(client: Client): Promise<void> {
  const { operatorService } = client.connection as Connection;
  const namespace = client.options.namespace;
  const { customAttributes } = await operatorService.listSearchAttributes({ namespace });
  const missing = Object.values(SEARCH_ATTRIBUTES).filter((name) => !(name in (customAttributes ?? {})));
  if (missing.length === 0) return;
  const searchAttributes = Object.fromEntries(missing.map((name) => [name, KEYWORD]));
  await operatorService.addSearchAttributes({ namespace, searchAttributes });
}

/** Milliseconds a worker waits at most in one poll, and a little: one that hasn't asked for longer is gone. */
const POLL = 75_000;

/**
 * Whether some worker has asked for work on our queue lately and, where it ran on this machine, is still there: the server
 * remembers those that are gone for minutes.
 */
export async function workerPolls(client: Client): Promise<boolean> {
  const { workflowService } = client.connection as Connection;
  const namespace = client.options.namespace;
  const { pollers } = await workflowService.describeTaskQueue({ namespace, taskQueue: { name: TASK_QUEUE } });
  return (pollers ?? []).some(({ identity, lastAccessTime }) => {
    const asked = Number(lastAccessTime?.seconds ?? 0) * 1000;
    return Date.now() - asked < POLL && !isGone(identity ?? '');
  });
}

/** Whether this is the identity that the SDK gives a worker, `pid@host`, of a process of this machine that has ended. */
function isGone(identity: string): boolean {
  const [, pid, host] = /^(\d+)@(.*)$/.exec(identity) ?? [];
  if (pid === undefined || host !== hostname()) return false;
  try {
    process.kill(Number(pid), 0);
    return false;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ESRCH';
  }
}
