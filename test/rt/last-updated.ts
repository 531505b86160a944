/** Puts a ticket's LastUpdated back in RT's own database, as if nothing had touched it: some of RT's ways to link leave it so. */
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import type { RtServer } from './fixture.ts';

const SQLITE = 'import sqlite3, sys; d = sqlite3.connect(sys.argv[1], timeout=30); d.execute(sys.argv[2]); d.commit()';

/** `at` as RT answers it, `2025-03-04T02:45:00Z`. Throws the database's words. */
export function putLastUpdated({ state, db }: RtServer, ticket: string, at: string): void {
  const instant = at.replace('T', ' ').replace('Z', '');
  const sql = `update Tickets set LastUpdated = '${instant}' where id = ${Number(ticket)}`;
  const run =
    db === 'sqlite'
      ? spawnSync('python3', ['-c', SQLITE, path.join(state, 'var/rt5.db'), sql], { encoding: 'utf8' })
      : spawnSync(
          'psql',
          ['-X', '-q', '-v', 'ON_ERROR_STOP=1', '-h', path.join(state, 'run'), '-U', 'rt_user', '-d', 'rt5', '-c', sql],
          {
            encoding: 'utf8',
          },
        );
  if (run.status !== 0) throw new Error(`LastUpdated stays: ${run.stderr || run.error}`);
}
