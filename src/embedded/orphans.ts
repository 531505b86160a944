/** Stops servers that a killed keeper left running, found by the data that they serve. */
import { spawnSync } from 'node:child_process';
import { readdir, readFile, readlink } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

interface Running {
  readonly pid: number;
  readonly words: readonly string[];
  /** Empty where the operating system doesn't provide it. */
  readonly cwd: string;
}

const PROGRAM = /^(postgres|initdb|temporal)/;
const STOP_MS = 15_000;

/**
 * Stops every server program that was started on this data directory or database file, or on a half-created one beside it.
 * Only the holder of the home's lock may call it: whether a running keeper owns the server isn't checked.
 * Returns how many it found.
 */
export async function stopOrphans(data: string): Promise<number> {
  const orphans = (await running()).filter((one) => serves(one, data));
  await endAll(orphans, 'SIGINT'); // postgres stops fast, without waiting for its clients; temporal takes it as well
  // A postmaster that was killed leaves sessions behind which still hold its memory.
  const sessions = (await running()).filter((one) => one.cwd === data);
  await endAll(sessions, 'SIGKILL');
  return orphans.length + sessions.length;
}

/** When that pid was started, as text to compare; undefined when nothing runs under it. */
export async function startOf(pid: number): Promise<string | undefined> {
  if (process.platform !== 'linux') return ps(['-o', 'lstart=', '-p', String(pid)])[0];
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  // The name in brackets may hold blanks: fields are counted from behind it. The first is the state, the 20th the start.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return fields[0] === 'Z' ? undefined : fields[19];
}

function serves({ words, pid }: Running, data: string): boolean {
  const [program = '', ...args] = words;
  if (pid === process.pid || !PROGRAM.test(path.basename(program))) return false;
  return args.some((word) => word === data || word.startsWith(`${data}.`));
}

async function endAll(servers: readonly Running[], signal: NodeJS.Signals): Promise<void> {
  for (const { pid } of servers) send(pid, signal);
  const deadline = Date.now() + STOP_MS;
  for (const { pid } of servers) {
    while ((await startOf(pid)) !== undefined && Date.now() < deadline) await pause(20);
    send(pid, 'SIGKILL');
  }
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error; // gone already is fine
  }
}

async function running(): Promise<Running[]> {
  if (process.platform !== 'linux') return ps(['-axww', '-o', 'pid=,command=']).map(fromPs);
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  return Promise.all(pids.map(fromProc));
}

async function fromProc(pid: string): Promise<Running> {
  const [command, cwd] = await Promise.all([
    readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => ''),
    readlink(`/proc/${pid}/cwd`).catch(() => ''),
  ]);
  return { pid: Number(pid), words: command.split('\0'), cwd };
}

function fromPs(line: string): Running {
  const [pid, ...words] = line.trim().split(/\s+/);
  return { pid: Number(pid), words, cwd: '' };
}

function ps(args: readonly string[]): string[] {
  const { stdout } = spawnSync('ps', [...args], { encoding: 'utf8' });
  return (stdout ?? '').split('\n').filter(Boolean);
}
