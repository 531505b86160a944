/** Under which account the servers run: PostgreSQL refuses root, so root hands it to `nobody`. */
import { spawnSync } from 'node:child_process';
import { chown } from 'node:fs/promises';

/** Numbers, since names may be missing from /etc/passwd. */
export interface Account {
  readonly uid: number;
  readonly gid: number;
}

/** `nobody` has this number on every Linux image we met, also where /etc/passwd is missing. */
const NOBODY: Account = { uid: 65534, gid: 65534 };

/** The account to drop to, or undefined when we are not root and servers simply run as us. */
export function serverAccount(): Account | undefined {
  return process.getuid?.() === 0 ? NOBODY : undefined;
}

/** Whether that account can start the program. Tried by starting it: mode bits alone don't show it. */
export function canRun(account: Account | undefined, program: string): boolean {
  return succeeds(account, program, ['--version']);
}

/** Whether that account can reach the directory. The shell tries it: Node changes directory before it drops root. */
export function canEnter(account: Account, dir: string): boolean {
  return succeeds(account, '/bin/sh', ['-c', 'cd "$1"', 'sh', dir]);
}

/** Makes the account the owner of a path. Repeats safely; does nothing when servers run as us. */
export async function changeOwner(account: Account | undefined, file: string): Promise<void> {
  if (account) await chown(file, account.uid, account.gid);
}

function succeeds(account: Account | undefined, program: string, args: readonly string[]): boolean {
  return spawnSync(program, [...args], { ...account, cwd: '/', env: {}, stdio: 'ignore' }).status === 0;
}
