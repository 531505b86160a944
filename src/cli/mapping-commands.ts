/** The list of commands that work on mapping files. */
import type { Command } from 'commander';
import { type Call, command, list, withPaths } from './command.ts';
import type { CommonOptions } from './context.ts';
import { SHOW_VALUES } from './plan-commands.ts';

/** Adds `mapping …`. */
export function addMapping(ferry: Command, call: Call): void {
  const mapping = ferry.command('mapping').description('check, test, lock and compare mapping files');
  command(mapping, 'check', 'every mistake of mapping files, with its position')
    .argument('[path...]', 'files and directories; those of the routes when left out')
    .action(withPaths(call(async () => (await import('./mapping-check.ts')).mappingCheck)));
  command(mapping, 'test', 'run their examples and the golden records beside them')
    .argument('[path...]', 'files and directories; those of the routes when left out')
    .option('--update', 'write what comes as what golden records expect')
    .action(withPaths(call(async () => (await import('./mapping-test.ts')).mappingTest)));
  command(mapping, 'lock', 'pin the versions that are released; a version that is pinned can not change')
    .argument('[dir...]', 'the directories; those of the routes when left out')
    .option('--check', 'write nothing, and exit 2 when something is not pinned')
    .action(withPaths(call(async () => (await import('./mapping-lock.ts')).mappingLock)));
  addImpact(mapping, call);
  command(mapping, 'docs', 'the reference of the mapping language, written from the code')
    .option('--schema', 'its JSON Schema for editors instead')
    .option('--out <file>', 'write it there')
    .action(call(async () => (await import('./mapping-docs.ts')).mappingDocs));
  command(mapping, 'diff', 'what changed in meaning, and what kind of change that is')
    .argument('<old>', 'a file, a directory, or NAME@VERSION of a released one')
    .argument('<new>', 'a file, a directory, or NAME@VERSION of a released one')
    .action((before: string, after: string, options: CommonOptions) => {
      const diff = call(async () => (await import('./mapping-diff.ts')).mappingDiff);
      return diff({ ...options, before, after });
    });
}

function addImpact(mapping: Command, call: Call): void {
  command(mapping, 'impact', 'what a change would do to what is loaded, without reading any source')
    .argument('[path]', "a mapping file or directory; today's files of the route when left out")
    .option('--route <name>', 'which route, when there are several')
    .option('--lane <lane>', 'this lane, whether its mapping changed or not (repeatable)', list)
    .option('--apply', 'load exactly the records that change')
    .option('--plan <plan>', 'load what this plan says, instead of planning again')
    .option('--without-plan <reason>', 'write into production without an approved plan; kept in the audit')
    .option('--show-values', SHOW_VALUES)
    .action((path: string | undefined, options: CommonOptions) => {
      const impact = call(async () => (await import('./impact.ts')).mappingImpact);
      return impact({ ...options, ...(path === undefined ? {} : { path }) });
    });
}
