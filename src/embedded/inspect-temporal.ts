/** Looks at a Temporal server that isn't ours: reachable, keeping histories long enough, knowing our search attributes. */
import type { Connection } from '@temporalio/client';
import { SEARCH_ATTRIBUTES } from '../model/workflow-names.ts';
import { type Finding, missing, ok, warn } from './finding.ts';
import { RETENTION_DAYS } from './temporal.ts';

const NAME = 'temporal server';
const DAY_SECONDS = 86_400;

/** Never throws: a server that can't be asked is a finding. */
export async function inspectTemporal(address: string, namespace: string): Promise<Finding[]> {
  const { Connection } = await import('@temporalio/client'); // half a second that only this check needs
  const connection = await Connection.connect({ address, connectTimeout: 5_000 }).catch((error: unknown) => error);
  if (!(connection instanceof Connection)) {
    return [missing(NAME, `${address} does not answer`, 'Check TEMPORAL_ADDRESS, or unset it to use our own server.')];
  }
  try {
    return await Promise.all([
      inspectStore(connection, address),
      inspectRetention(connection, namespace),
      inspectAttributes(connection, namespace),
    ]);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return [
      missing(NAME, `${address}, namespace ${namespace}: ${reason}`, 'Check TEMPORAL_NAMESPACE and your rights.'),
    ];
  } finally {
    await connection.close();
  }
}

async function inspectStore(connection: Connection, address: string): Promise<Finding> {
  const cluster = await connection.workflowService.getClusterInfo({});
  const found = `${address}, server ${cluster.serverVersion}, stored in ${cluster.persistenceStore}`;
  if (cluster.persistenceStore !== 'sqlite') return ok(NAME, found);
  return warn(
    NAME,
    `${found}: a dev server`,
    'Be sure it was started with --db-filename: in memory, runs end with it.',
  );
}

async function inspectRetention(connection: Connection, namespace: string): Promise<Finding> {
  const { config } = await connection.workflowService.describeNamespace({ namespace });
  const days = Number(config?.workflowExecutionRetentionTtl?.seconds ?? 0) / DAY_SECONDS;
  const found = `${namespace} keeps histories for ${days} days`;
  if (days >= RETENTION_DAYS) return ok('temporal retention', found);
  const type = `temporal operator namespace update -n ${namespace} --retention ${RETENTION_DAYS * 24}h`;
  return warn('temporal retention', `${found}; a rollback may need ${RETENTION_DAYS}`, type);
}

async function inspectAttributes(connection: Connection, namespace: string): Promise<Finding> {
  const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace });
  const needed = Object.values(SEARCH_ATTRIBUTES);
  const lacking = needed.filter((name) => !Object.hasOwn(customAttributes ?? {}, name));
  if (lacking.length === 0) return ok('temporal search attributes', needed.join(', '));
  const names = lacking.map((name) => `--name ${name} --type Keyword`).join(' ');
  const type = `temporal operator search-attribute create -n ${namespace} ${names}`;
  return missing('temporal search attributes', `${lacking.join(', ')} not registered`, type);
}
