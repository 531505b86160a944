/** Histories of whole runs as files: recorded from a real server, replayed against the code as it is now. */
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import type { Client } from '@temporalio/client';
import { historyFromJSON, historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import type { temporal } from '@temporalio/proto';

type History = temporal.api.history.v1.IHistory;

export interface RecordedWorkflow {
  readonly workflowId: string;
  readonly history: History;
}

const FOLDER = fileURLToPath(new URL('../histories', import.meta.url));
const zip = promisify(gzip);
const unzip = promisify(gunzip);

/** The run's own workflow and its lanes', every link of a chain, oldest first. */
export async function historiesOf(client: Client, workflowId: string): Promise<readonly RecordedWorkflow[]> {
  const { firstExecutionRunId } = await firstRun(client, workflowId);
  return chainOf(client, workflowId, firstExecutionRunId);
}

async function firstRun(client: Client, workflowId: string): Promise<{ firstExecutionRunId: string }> {
  const history = await client.workflow.getHandle(workflowId).fetchHistory();
  const started = history.events?.[0]?.workflowExecutionStartedEventAttributes;
  return { firstExecutionRunId: started?.firstExecutionRunId ?? '' };
}

async function chainOf(client: Client, workflowId: string, runId: string): Promise<readonly RecordedWorkflow[]> {
  const history = await client.workflow.getHandle(workflowId, runId).fetchHistory();
  const events = history.events ?? [];
  const children = events.flatMap(({ childWorkflowExecutionStartedEventAttributes: child }) =>
    child?.workflowExecution ? [child.workflowExecution] : [],
  );
  const next = events.at(-1)?.workflowExecutionContinuedAsNewEventAttributes?.newExecutionRunId;
  const links = typeof next === 'string' ? await chainOf(client, workflowId, next) : [];
  const lanes = await Promise.all(children.map((child) => chainOf(client, child.workflowId ?? '', child.runId ?? '')));
  return [{ workflowId, history }, ...links, ...lanes.flat()];
}

/** Keeps them as `test/histories/NAME.json.gz`. */
export async function keepHistories(name: string, recorded: readonly RecordedWorkflow[]): Promise<void> {
  const plain = recorded.map(({ workflowId, history }) => ({
    workflowId,
    history: JSON.parse(historyToJSON(history)),
  }));
  await mkdir(FOLDER, { recursive: true });
  await writeFile(path.join(FOLDER, `${name}.json.gz`), await zip(JSON.stringify(plain, nameless), { level: 9 }));
}

/** Which machine recorded a history, and from which folder, is nobody's business. */
function nameless(key: string, value: unknown): unknown {
  if (key === 'stackTrace') return '';
  return key === 'identity' || (typeof value === 'string' && /^\d+@/.test(value)) ? 'recorded' : value;
}

/** Names of what is kept. */
export async function keptHistories(): Promise<readonly string[]> {
  const files = await readdir(FOLDER);
  return files.filter((file) => file.endsWith('.json.gz')).map((file) => file.replace('.json.gz', ''));
}

export async function readHistories(name: string): Promise<readonly RecordedWorkflow[]> {
  const bytes = await unzip(await readFile(path.join(FOLDER, `${name}.json.gz`)));
  const plain: { workflowId: string; history: unknown }[] = JSON.parse(bytes.toString('utf8'));
  return plain.map(({ workflowId, history }) => ({ workflowId, history: historyFromJSON(history) }));
}
