/** Global setup of the contract project: one PostgreSQL server for all its tests, quick rather than durable. */
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { TestProject } from 'vitest/node';
import { changeOwner, serverAccount } from '../../src/embedded/account.ts';
import { freePort } from '../../src/embedded/ports.ts';
import { postgresUrl, startPostgres } from '../../src/embedded/postgres.ts';
import { findPostgres } from '../../src/embedded/postgres-binaries.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Administers the test server; tests take `freshDatabase()` instead. */
    postgresUrl: string;
  }
}

/** Starts the server and says where it is; the returned function stops it and removes its data. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const account = serverAccount();
  const dir = await mkdtemp(path.join(tmpdir(), 'ferry-test-pg-'));
  await changeOwner(account, dir);
  const plan = {
    binaries: await findPostgres({ env: process.env, account, spareDir: path.join(tmpdir(), 'ferry-test-programs') }),
    account,
    dataDir: path.join(dir, 'pg'),
    port: await freePort(),
    password: randomBytes(16).toString('hex'),
    logFile: path.join(dir, 'postgres.log'),
    settings: ['fsync=off', 'full_page_writes=off', 'synchronous_commit=off'],
  };
  const server = await startPostgres(plan);
  project.provide('postgresUrl', postgresUrl(plan, 'postgres'));
  return async () => {
    await server.stop();
    await rm(dir, { recursive: true, force: true });
  };
}
