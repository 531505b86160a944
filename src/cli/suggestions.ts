/** What somebody meant who typed a command line that isn't one: the whole line, to be typed as it stands. */
import type { Command, CommanderError } from 'commander';
import { nearest } from '../mapping/suggest.ts';
import { shellWord } from './command-line.ts';

/** Commands as other tools call them. */
const COMMAND_WORDS: Readonly<Record<string, readonly string[]>> = {
  plan: ['dry-run', 'dryrun', 'dry', 'preview', 'simulate', 'estimate'],
  check: ['validate', 'verify', 'lint', 'test', 'config'],
  run: ['migrate', 'import', 'load', 'start', 'execute', 'exec', 'apply', 'transfer', 'copy'],
  'run --delta': ['sync', 'update', 'delta'],
  pause: ['stop', 'suspend', 'halt'],
  cancel: ['abort', 'kill', 'terminate'],
  resume: ['continue', 'restart'],
  watch: ['attach', 'follow', 'tail', 'logs', 'log', 'progress'],
  status: ['ls', 'list', 'ps', 'runs', 'history', 'info', 'show', 'state'],
  init: ['new', 'create', 'setup', 'configure'],
  up: ['serve', 'server', 'ui', 'dashboard', 'web', 'daemon'],
  'quarantine list': ['errors', 'failed', 'failures', 'rejects', 'rejected'],
  'quarantine retry': ['retry', 'replay'],
  'plan approve': ['approve'],
  'plan report': ['report'],
  'plan compare': ['compare'],
  'mapping lock': ['lock'],
  'mapping diff': ['diff'],
  'mapping impact': ['impact'],
  'people match': ['match', 'dedupe'],
  'people merge': ['merge'],
};

/** Options as other tools call them; proposed where the command has them. */
const OPTION_WORDS: Readonly<Record<string, readonly string[]>> = {
  '--config': ['-c', '-f', '--file', '--conf', '--configuration', '--configfile'],
  '--route': ['-r', '--name', '--job', '--pipeline', '--migration'],
  '--entity': ['-e', '--only', '--type', '--table', '--entities'],
  '--delta': ['--incremental', '--changes', '--changed', '--since', '--update', '--sync'],
  '--sample': ['--limit', '--max', '--head'],
  '--without-plan': ['--force', '--yes', '-y', '--no-plan', '--skip-plan'],
};

const DRY_RUN = /^--?(?:n|dry|dry-?run|simulate|preview|what-?if|no-?op|pretend|test|check)$/i;

/** What tries a command out, where it isn't `plan`. */
const TRIES = ['--plan', '--check'];

/** A line as typed, taken apart: the command that was found, its words, and the rest. */
interface Typed {
  readonly command: Command;
  readonly path: readonly string[];
  readonly rest: readonly string[];
}

/**
 * The line that was meant, as `ferry …`, with whatever else was typed; where nothing is near, the help that lists what there
 * is. `words` are those after the program. Pure.
 */
export function lineMeant(ferry: Command, words: readonly string[], error: CommanderError): string {
  const typed = typedOf(ferry, words);
  const meant = wordsMeant(typed, error);
  return ['ferry', ...(meant ?? [...typed.path, '--help']).map(shellWord)].join(' ');
}

function wordsMeant(typed: Typed, { code, message }: CommanderError): readonly string[] | null {
  if (code === 'commander.unknownOption') return optionMeant(typed, message);
  if (code === 'commander.unknownCommand') return commandMeant(typed, message);
  return code === 'commander.excessArguments' ? argumentMeant(typed) : null;
}

function typedOf(ferry: Command, words: readonly string[]): Typed {
  const [word = '', ...rest] = words;
  if (word.startsWith('-')) {
    const after = typedOf(ferry, rest);
    return { ...after, rest: [word, ...after.rest] };
  }
  const next = ferry.commands.find((each) => each.name() === word);
  if (next === undefined) return { command: ferry, path: [], rest: words };
  const below = typedOf(next, rest);
  return { ...below, path: [word, ...below.path] };
}

function optionMeant(typed: Typed, message: string): readonly string[] | null {
  const { command, path, rest } = typed;
  const flag = /'([^']*)'/.exec(message)?.[1] ?? '';
  const [name = flag] = flag.split('=');
  if (DRY_RUN.test(name)) return dryRunMeant(typed, flag);
  const options = command.options.flatMap(({ long }) => long ?? []);
  const known = Object.keys(OPTION_WORDS).find((option) => OPTION_WORDS[option]?.includes(name.toLowerCase()));
  const meant = known !== undefined && options.includes(known) ? known : nearest(name, options);
  if (meant === null) return null;
  return [...path, ...rest.map((word) => (word === flag ? flag.replace(name, meant) : word))];
}

/** `plan` is the dry run of `run`; some other commands have an option for it, and some are one. */
function dryRunMeant({ command, path, rest }: Typed, flag: string): readonly string[] | null {
  const without = rest.filter((word) => word !== flag);
  if (path.join(' ') === 'run') return ['plan', ...without];
  if (path[0] === 'plan' || path[0] === 'check') return [...path, ...without];
  const tries = command.options.find(({ long }) => TRIES.includes(long ?? ''))?.long;
  return typeof tries === 'string' ? [...path, ...without, tries] : null;
}

function commandMeant({ path, rest }: Typed, message: string): readonly string[] | null {
  const [word = '', ...others] = rest;
  const command = Object.keys(COMMAND_WORDS).find((each) => COMMAND_WORDS[each]?.includes(word.toLowerCase()));
  if (command !== undefined && path.length === 0) return [...command.split(' '), ...others];
  const near = meantBy(message);
  if (near !== undefined) return [...path, near, ...others];
  return null;
}

/** What the parser found near, when it found one thing alone. */
function meantBy(message: string): string | undefined {
  return /\(Did you mean ([\w-]+)\?\)/.exec(message)?.[1];
}

/** A near command below this one, else a file is the configuration, any other word a route, for those who expect them as arguments. */
function argumentMeant({ command, path, rest }: Typed): readonly string[] | null {
  const [word = '', ...others] = rest;
  const below = nearest(
    word,
    command.commands.map((each) => each.name()),
  );
  if (below !== null) return [...path, below, ...others];
  const [option = ''] = asOption(word);
  const has = command.options.some(({ long }) => long === option);
  return has && !word.startsWith('-') ? [...path, ...asOption(word), ...others] : null;
}

function asOption(word: string): readonly string[] {
  return [/\.ya?ml$/i.test(word) ? '--config' : '--route', word];
}
