/** Runs the CLI as a user does: a folder with a configuration, a home of its own, and commands by their names. */
import { type ChildProcess, spawn } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { keepBundles, openHomeWithBundles } from '../setup/bundles.ts';
import { freshHome } from '../setup/home.ts';

const LAUNCHER = fileURLToPath(new URL('../../src/cli/ferry.mjs', import.meta.url));

export interface Said {
  readonly exit: number | null;
  readonly out: string;
  readonly err: string;
}

export interface Started {
  readonly child: ChildProcess;
  readonly said: Promise<Said>;
  /** Resolves when stdout or stderr has shown it. */
  shows(pattern: RegExp): Promise<RegExpExecArray>;
}

export interface Workplace {
  readonly dir: string;
  /** FERRY_HOME, below `dir`. */
  readonly home: string;
  write(name: string, text: string): Promise<void>;
  /** Words of the command line; objects among them are added to the environment. */
  start(...args: readonly (string | NodeJS.ProcessEnv)[]): Started;
  ferry(...args: string[]): Promise<Said>;
  /** The object a `--json` command gave. */
  json(...args: string[]): Promise<{ exit: number | null; given: Record<string, unknown> }>;
  /** Stops the servers of the home and removes everything. */
  remove(): Promise<void>;
}

export async function openWorkplace(extraEnv: NodeJS.ProcessEnv = {}): Promise<Workplace> {
  const { home, remove } = await freshHome();
  const dir = path.dirname(home);
  openHomeWithBundles(home);
  const env = { ...process.env, NO_COLOR: '1', FERRY_HOME: home, ...extraEnv };
  const start = (...words: readonly (string | NodeJS.ProcessEnv)[]) => {
    const args = words.filter((word) => typeof word === 'string');
    const more = Object.assign({}, ...words.filter((word) => typeof word === 'object'));
    return started(spawn(process.execPath, [LAUNCHER, ...args], { cwd: dir, env: { ...env, ...more } }));
  };
  return {
    dir,
    home,
    write: (name, text) => writeFile(path.join(dir, name), text),
    start,
    ferry: (...args) => start(...args).said,
    json: async (...args) => {
      const { exit, out } = await start(...args, '--json').said;
      return { exit, given: JSON.parse(out) };
    },
    remove: async () => {
      keepBundles(home);
      await remove();
    },
  };
}

function started(child: ChildProcess): Started {
  let out = '';
  let err = '';
  child.stdout?.on('data', (chunk: Buffer) => {
    out += chunk.toString('utf8');
  });
  child.stderr?.on('data', (chunk: Buffer) => {
    err += chunk.toString('utf8');
  });
  const said = new Promise<Said>((resolve) => child.once('close', (exit) => resolve({ exit, out, err })));
  const shows = async (pattern: RegExp) => {
    for (;;) {
      const found = pattern.exec(out) ?? pattern.exec(err);
      if (found !== null) return found;
      if (child.exitCode !== null) throw new Error(`it ended without showing ${pattern}:\n${out}${err}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  };
  return { child, said, shows };
}
