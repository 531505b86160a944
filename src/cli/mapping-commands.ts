/** The list of commands that work on mapping files. */
import type { Command } from 'commander';
import { type Call, command, withPaths } from './command.ts';
import type { CommonOptions } from './context.ts';

/** Adds `mapping …`. */
export function addMapping(ferry: Command, call: Call): void {
  const mapping = ferry.command('mapping').description('check, test, lock and compare mapping files');
  command(mapping, 'check', 'every mistake of mapping files, with its place')
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
  command(mapping, 'diff', 'what changed in meaning, and what kind of change that is')
    .argument('<old>', 'a file or a directory')
    .argument('<new>', 'a file or a directory')
    .action((before: string, after: string, options: CommonOptions) => {
      const diff = call(async () => (await import('./mapping-diff.ts')).mappingDiff);
      return diff({ ...options, before, after });
    });
}
