/** A database of its own for each test that asks. */
import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { inject } from 'vitest';
import type {} from './postgres.ts';

export interface FreshDatabase {
  readonly url: string;
  /** Removes it, also while connections to it are open. */
  drop(): Promise<void>;
}

/** Creates an empty database on the test server (about 100 ms). Tests of the contract and workflow projects may call it. */
export async function freshDatabase(): Promise<FreshDatabase> {
  const name = `test_${randomBytes(8).toString('hex')}`;
  const url = new URL(inject('postgresUrl'));
  await administer(`create database ${name} strategy wal_log`);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => administer(`drop database if exists ${name} with (force)`) };
}

async function administer(sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: inject('postgresUrl') });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
