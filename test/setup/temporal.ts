/** Global setup of the workflow project: a tuned Temporal server, the workflows bundled once, and a database beside them. */
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';
import type { TestProject } from 'vitest/node';
import { freePort } from '../../src/embedded/ports.ts';
import { startTemporal, temporalAddress } from '../../src/embedded/temporal.ts';
import { findTemporal } from '../../src/embedded/temporal-binary.ts';
import { setup as setupPostgres } from './postgres.ts';

declare module 'vitest' {
  interface ProvidedContext {
    temporalAddress: string;
    /** The program that serves it, for tests that start (and kill) a server of their own. */
    temporalProgram: string;
    /** For `workflowBundle: { codePath }`; null while there are no workflows. */
    workflowBundle: string | null;
  }
}

const WORKFLOWS = fileURLToPath(new URL('../../workflows/index.ts', import.meta.url));

/** Starts everything and says where it is; the returned function stops it and removes what it wrote. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const dir = await mkdtemp(path.join(tmpdir(), 'ferry-test-temporal-'));
  project.provide('workflowBundle', await bundleInto(dir)); // first: if it fails, no server is left running
  const temporal = await startIn(dir);
  project.provide('temporalAddress', temporal.address);
  project.provide('temporalProgram', temporal.program);
  const stopPostgres = await setupPostgres(project);
  return async () => {
    await Promise.all([temporal.stop(), stopPostgres()]);
    await rm(dir, { recursive: true, force: true });
  };
}

async function startIn(dir: string) {
  const note = (line: string) => console.error(line);
  const binary = await findTemporal({ home: dir, env: process.env, note });
  const databaseFile = path.join(dir, 'temporal.db');
  const plan = { binary, databaseFile, port: await freePort(), uiPort: null, logFile: path.join(dir, 'temporal.log') };
  const server = await startTemporal(plan);
  return { address: temporalAddress(plan), program: binary.file, stop: server.stop };
}

async function bundleInto(dir: string): Promise<string | null> {
  if (!existsSync(WORKFLOWS)) return null;
  const { code } = await bundleWorkflowCode({ workflowsPath: WORKFLOWS, logger: new DefaultLogger('WARN') });
  const file = path.join(dir, 'workflows.js');
  await writeFile(file, code);
  return file;
}
