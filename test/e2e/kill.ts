/** Kills parts of a Ferry as power cuts do: by process id, only what belongs to one home. */
import { readdirSync, readFileSync } from 'node:fs';
import { expect } from 'vitest';

/** SIGKILLs the processes of this home whose command line (words parted by NUL) fits; there must be one. */
export function kill(home: string, fits: (command: string) => boolean): void {
  const pids = readdirSync('/proc').filter(
    (pid) => /^\d+$/.test(pid) && belongs(pid, home) && fits(read(pid, 'cmdline')),
  );
  expect(pids.length).toBeGreaterThan(0);
  for (const pid of pids) process.kill(Number(pid), 'SIGKILL');
}

/** By its own command line or environment, or its parent's: PostgreSQL may keep its data elsewhere, under an environment of its own. */
function belongs(pid: string, home: string): boolean {
  const parent = / \(.*\) . (\d+)/s.exec(` ${read(pid, 'stat').replace(/^\d+/, '')}`)?.[1] ?? '';
  return [pid, parent].some(
    (one) => read(one, 'cmdline').includes(home) || read(one, 'environ').includes(`FERRY_HOME=${home}\0`),
  );
}

function read(pid: string, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return '';
  }
}
