/** What every command of the list is made of: its common options, and how its code is loaded when it is called. */
import { type Command, InvalidArgumentError } from 'commander';
import type { CommonOptions, Context } from './context.ts';
import type { ExitCode } from './exit.ts';

/** What a command does. */
export type Action<O> = (context: Context, options: O) => Promise<ExitCode>;

/** Loads a command's code, runs it, and keeps what to exit with. */
export type Call = <O extends CommonOptions>(load: () => Promise<Action<O>>) => (options: O) => Promise<void>;

/** Gathers an option that may be repeated. */
export const list = (value: string, before: readonly string[] = []) => [...before, value];

/** A command with the options that all take. */
export function command(parent: Command, name: string, about: string): Command {
  return parent
    .command(name)
    .description(about)
    .option('--json', 'one JSON object on stdout; text for people goes to stderr')
    .option('--config <file>', 'another configuration than ./ferry.yaml');
}

/** Hands the argument on among the options. */
export function withRun<O extends CommonOptions>(action: (options: O & { run?: string }) => Promise<void>) {
  return (run: string | undefined, options: O) => action({ ...options, ...(run === undefined ? {} : { run }) });
}

/** Hands any number of arguments on among the options. */
export function withPaths<O extends CommonOptions>(
  action: (options: O & { paths: readonly string[] }) => Promise<void>,
) {
  return (paths: readonly string[], options: O) => action({ ...options, paths });
}

/** A whole number that isn't negative. */
export function count(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 0) return value;
  throw new InvalidArgumentError('It must be a whole number.');
}
