/** The list of commands. Each is loaded when it is called, so that help comes at once. */
import { Command, CommanderError } from 'commander';
import { UsageError } from '../errors.ts';
import { type Action, type Call, command, count, list, withRun } from './command.ts';
import { type CommonOptions, contextOf } from './context.ts';
import { EXIT, type ExitCode, tellError } from './exit.ts';
import { addMapping } from './mapping-commands.ts';
import { addPlanning } from './plan-commands.ts';
import { lineMeant } from './suggestions.ts';

/** Runs one command line and returns what to exit with; never throws. */
export async function main(argv: readonly string[], env: NodeJS.ProcessEnv): Promise<ExitCode> {
  let exit: ExitCode = EXIT.done;
  const call =
    <O extends CommonOptions>(load: () => Promise<Action<O>>) =>
    async (options: O): Promise<void> => {
      const context = contextOf(options, env);
      try {
        exit = await (await load())(context, options);
      } catch (error) {
        exit = tellError(error, context.output);
      }
    };
  const ferry = program(call);
  try {
    await ferry.parseAsync([...argv]);
    return exit;
  } catch (error) {
    const { output } = contextOf({ json: argv.includes('--json') }, env);
    const told = error instanceof CommanderError ? mistyped(ferry, argv.slice(2), error) : error;
    return told === null ? EXIT.done : tellError(told, output);
  }
}

/** Null for help that was asked for, or that a line without any command gets. */
function mistyped(ferry: Command, words: readonly string[], error: CommanderError): UsageError | null {
  const { exitCode, code, message } = error;
  if (exitCode === 0 || code === 'commander.help') return null;
  const hint = lineMeant(ferry, words, error);
  return new UsageError(
    message
      .replace(/^error: /, '')
      .trim()
      .replace('\n', ' '),
    { code: 'command-line', hint },
  );
}

/** The command line, with what to call for a command; runs nothing. */
export function program(call: Call): Command {
  const ferry = new Command('ferry')
    .description('Moves a service desk from one system to another in resumable, auditable batches.')
    .version('0.1.0')
    .exitOverride()
    .showSuggestionAfterError()
    .configureOutput({ outputError: () => undefined });
  addStarting(ferry, call);
  addRunning(ferry, call);
  addLooking(ferry, call);
  addDeciding(ferry, call);
  addServing(ferry, call);
  addPlanning(ferry, call);
  addMapping(ferry, call);
  return ferry;
}

function addStarting(ferry: Command, call: Call): void {
  command(ferry, 'demo', 'load a sample business, with nothing set up')
    .option('--stay', 'keep the console up to look around')
    .action(call(async () => (await import('./demo.ts')).demo));
  command(ferry, 'init', 'write a ferry.yaml to start from')
    .option('--force', 'overwrite the one that is there')
    .action(call(async () => (await import('./init.ts')).init));
  command(ferry, 'doctor', 'say what is found, in which version, and what is missing').action(
    call(async () => (await import('./doctor.ts')).doctor),
  );
  command(ferry, 'check', 'check configuration, mappings, their examples, and that every system answers')
    .option('--route <name>', 'only this route')
    .action(call(async () => (await import('./check.ts')).check));
}

function addRunning(ferry: Command, call: Call): void {
  command(ferry, 'run', 'load a route and stay until it has settled')
    .option('--route <name>', 'which route, when there are several')
    .option('--entity <name>', 'only this entity (repeatable)', list)
    .option('--delta', 'only what changed since the run before, where the source can tell')
    .option('--without-plan <reason>', 'write into production without an approved plan; kept in the audit')
    .action(call(async () => (await import('./run.ts')).run));
  const about = { pause: 'pause a run', resume: 'resume a run', cancel: 'end a run; what is loaded stays' };
  command(ferry, 'pause', about.pause)
    .argument('[run]', 'the newest that is under way when left out')
    .action(withRun(call(async () => (await import('./pause-resume-cancel.ts')).pause)));
  command(ferry, 'resume', about.resume)
    .argument('[run]', 'the newest that is under way when left out')
    .action(withRun(call(async () => (await import('./pause-resume-cancel.ts')).resume)));
  command(ferry, 'cancel', about.cancel)
    .argument('[run]', 'the newest that is under way when left out')
    .action(withRun(call(async () => (await import('./pause-resume-cancel.ts')).cancel)));
}

function addLooking(ferry: Command, call: Call): void {
  command(ferry, 'status', 'what is up, and how runs stand')
    .argument('[run]', 'this run in full; the newest few when left out')
    .action(withRun(call(async () => (await import('./status.ts')).status)));
  command(ferry, 'watch', 'follow a run to its end; brings a run back that was cut off')
    .argument('[run]', 'the newest that is under way when left out')
    .action(withRun(call(async () => (await import('./watch.ts')).watch)));
  const quarantine = ferry.command('quarantine').description('quarantined records');
  command(quarantine, 'list', 'which, and why')
    .option('--run <run>', 'of this run; the newest when left out')
    .option('--lane <lane>', 'of this lane')
    .option('--code <code>', 'for this reason')
    .option('--limit <n>', 'at most so many', count, 100)
    .action(call(async () => (await import('./quarantine.ts')).quarantineList));
  command(quarantine, 'show', 'one of them, with the record as it was read')
    .argument('<lane>', 'as quarantine list shows it')
    .argument('<key>', "the record's key at its source")
    .option('--run <run>', 'of this run; the newest when left out')
    .action((lane: string, key: string, options: CommonOptions) => {
      const show = call(async () => (await import('./quarantine.ts')).quarantineShow);
      return show({ ...options, lane, key });
    });
  command(quarantine, 'retry', "map them again with today's mapping files, and load them, without reading any source")
    .option('--run <run>', 'those of this run; all that are quarantined now when left out')
    .option('--route <name>', 'which route, when there are several')
    .option('--lane <lane>', 'of this lane')
    .option('--code <code>', 'for this reason')
    .option('--without-plan <reason>', 'write into production without an approved plan; kept in the audit')
    .action(call(async () => (await import('./retry.ts')).quarantineRetry));
}

/** The same three commands over people and over customers. */
function addDeciding(ferry: Command, call: Call): void {
  addDecisions(ferry.command('people').description('who is who among people'), { call, entity: 'person' });
  addDecisions(ferry.command('customers').description('who is who among customers'), { call, entity: 'customer' });
}

function addDecisions(group: Command, { call, entity }: { call: Call; entity: 'person' | 'customer' }): void {
  const by = ['--by <who>', 'who decides, for the audit; your login when left out'] as const;
  const plan = ['--plan', 'say what would be done, and do nothing'] as const;
  command(group, 'match', 'write a file with those who may be somebody else, to be filled in')
    .argument('[file]', 'the CSV to write')
    .option('--route <name>', 'only those of this route')
    .option('--force', 'overwrite a file in which somebody has worked')
    .action((file: string | undefined, options: CommonOptions) => {
      const match = call(async () => (await import('./people.ts')).match);
      return match({ ...options, entity, ...(file === undefined ? {} : { file }) });
    });
  command(group, 'merge', 'apply the decisions filled in, without reading any source')
    .argument('<file>', 'the CSV that match wrote')
    .option(...by)
    .option(...plan)
    .action((file: string, options: CommonOptions) => {
      const merge = call(async () => (await import('./people.ts')).merge);
      return merge({ ...options, entity, file });
    });
  command(group, 'split', 'take a merge or a match back')
    .argument('<key>', 'the one that shall be a record of its own')
    .option(...by)
    .option(...plan)
    .action((key: string, options: CommonOptions) => {
      const split = call(async () => (await import('./people.ts')).split);
      return split({ ...options, entity, key });
    });
}

function addServing(ferry: Command, call: Call): void {
  command(ferry, 'up', 'start console, worker and servers, and stay').action(
    call(async () => (await import('./up.ts')).up),
  );
  command(ferry, 'console', 'start the console alone, and stay')
    .option('--port <port>', 'the port it had last when left out', count)
    .option('--host <host>', 'where to listen; beyond loopback only with --allow-host')
    .option('--allow-host <name>', 'a name under which callers may address it (repeatable)', list)
    .option('--production', 'let it be known as the real one: runs into it then ask for an approved plan')
    .option('--child', 'end with the program that started it')
    .action(call(async () => (await import('./console.ts')).console));
  command(ferry, 'worker', 'start a worker alone, and stay').action(
    call(async () => (await import('./worker.ts')).worker),
  );
}
