/** How people type Ferry's commands here: our texts name them `ferry …`, and show them as they work in this terminal. */
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** How the program was called. */
export interface Caller {
  /** What stands before a command: `ferry`, `npx ferry`, `node elsewhere/src/cli/ferry.mjs`. */
  readonly program: string;
  /** FERRY_HOME as it was given; undefined when the default holds. */
  readonly home: string | undefined;
  /** `--config` as it was given; undefined when the default holds. */
  readonly config: string | undefined;
}

/** What a command must be given again to mean the same: the home it works in, the configuration it reads. */
interface Needs {
  readonly home: boolean;
  readonly config: boolean;
}

const ALL: Needs = { home: true, config: true };
const HOME: Needs = { home: true, config: false };
const CONFIG: Needs = { home: false, config: true };
const NONE: Needs = { home: false, config: false };

/** Every command there is; a test compares them with the command line's. */
export const COMMANDS: Readonly<Record<string, Needs>> = {
  ...{ '--help': NONE, '--version': NONE, init: CONFIG, check: ALL, doctor: HOME, demo: HOME },
  ...{ run: ALL, pause: HOME, resume: HOME, cancel: HOME, status: HOME, watch: HOME },
  ...{ 'quarantine list': HOME, 'quarantine show': HOME, 'quarantine retry': ALL },
  ...{ 'people match': ALL, 'people merge': ALL, 'people split': ALL },
  ...{ 'customers match': ALL, 'customers merge': ALL, 'customers split': ALL },
  ...{ up: HOME, console: HOME, worker: HOME },
  ...{ plan: ALL, 'plan list': ALL, 'plan approve': HOME, 'plan report': HOME, 'plan compare': HOME },
  ...{ 'mapping check': CONFIG, 'mapping test': CONFIG, 'mapping lock': CONFIG, 'mapping diff': CONFIG },
  ...{ 'mapping docs': NONE, 'mapping impact': ALL },
};

/** Where this checkout lies. */
const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** The call that is going on. `script` is what Node was given to run, `cwd` where people are; both absolute. */
export interface Started {
  readonly script: string;
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  readonly config: string | undefined;
  readonly platform: NodeJS.Platform;
}

/** Within the checkout `npx ferry` works however the program was called; elsewhere it is called as it was. Pure. */
export function callerOf({ script, cwd, env, config, platform }: Started): Caller {
  // Windows' shells can't set a variable for one command: there it is set for the whole session.
  const home = platform === 'win32' || env.FERRY_HOME === '' ? undefined : env.FERRY_HOME;
  return { program: programOf(script, cwd, env), home, config };
}

function programOf(script: string, cwd: string, env: NodeJS.ProcessEnv): string {
  if (!path.relative(ROOT, cwd).startsWith('..')) return 'npx ferry';
  if (path.extname(script) === '') return env.npm_command === 'exec' ? 'npx ferry' : 'ferry';
  return `node ${shellWord(script)}`;
}

// Longest first, so that `ferry plan approve` isn't taken for `ferry plan`.
const NAMES = Object.keys(COMMANDS).sort((a, b) => b.length - a.length);
const NAMED = new RegExp(`(?<![\\w./-])ferry (${NAMES.join('|')})(?![\\w-])`, 'g');
const CONFIGURATION = /(?<![\w./-])ferry\.yaml(?![\w:])/g;

/**
 * Our own words with every `ferry COMMAND` in them as it is to be typed, and with the configuration by the name it was given.
 * Not for texts of records or other systems. Pure.
 */
export function asTyped(text: string, caller: Caller): string {
  const { config } = caller;
  const named = config === undefined ? text : text.replace(CONFIGURATION, () => config);
  return named.replace(NAMED, (_, name: string) => typedCommand(name, caller));
}

function typedCommand(name: string, { program, home, config }: Caller): string {
  const needs = COMMANDS[name] ?? ALL;
  const before = needs.home && home !== undefined ? `FERRY_HOME=${shellWord(home)} ` : '';
  const after = needs.config && config !== undefined ? ` --config ${shellWord(config)}` : '';
  return `${before}${program} ${name}${after}`;
}

/** A word of a command line as shells of POSIX take it. Pure. */
export function shellWord(word: string): string {
  return /^[\p{L}\p{N}@%+=:,./_-]+$/u.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
