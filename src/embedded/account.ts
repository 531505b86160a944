/** Under which account the servers run: PostgreSQL refuses root, so root hands it to `nobody`. */
import { spawnSync } from 'node:child_process';
import { chown } from 'node:fs/promises';

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

/** Whether that account can run the program with `dir` as its working directory. Tried for real: mode bits tell half. */
export function canRun(account: Account | undefined, program: string, dir: string): boolean {
  const { status } = spawnSync(program, ['--version'], { ...account, cwd: dir, env: {}, stdio: 'ignore' });
  return status === 0;
}

/** Gives a path to the account. Repeats safely; does nothing when servers run as us. */
export async function giveTo(account: Account | undefined, file: string): Promise<void> {
  if (account) await chown(file, account.uid, account.gid);
}
