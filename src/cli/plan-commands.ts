/** Declares `ferry plan` and its subcommands. */
import { type Command, InvalidArgumentError } from 'commander';
import { type Call, command, list } from './command.ts';
import type { CommonOptions } from './context.ts';
import type { ValueOptions } from './output/shown-values.ts';

/** What `--show-values` does, wherever it is an option. */
export const SHOW_VALUES = 'print values of records as they are, instead of their form';

/** Adds `plan` and `plan …`. */
export function addPlanning(ferry: Command, call: Call): void {
  const plan = command(ferry, 'plan', 'say what a run would do, and write nothing')
    .option('--route <name>', 'which route, when there are several')
    .option('--entity <name>', 'only this entity (repeatable)', list)
    .option('--sample <n>', 'only so many records of each lane, edge cases first', atLeastOne)
    .option('--show-values', SHOW_VALUES)
    .action(call(async () => (await import('./plan.ts')).plan));
  addApproving(plan, call);
  command(plan, 'report', 'make the report of a plan again, or for the first time')
    .argument('[plan]', 'the newest when left out')
    .option('--show-values', SHOW_VALUES)
    .action((named: string | undefined, _options: CommonOptions, self: Command) => {
      const report = call(async () => (await import('./plan-report.ts')).planReport);
      const { showValues = false } = self.optsWithGlobals<ValueOptions>();
      return report({ ...common(self), showValues, ...(named === undefined ? {} : { plan: named }) });
    });
  command(plan, 'compare', 'where a run did something else than its plan, key by key')
    .argument('<plan>', 'the plan')
    .argument('[run]', "the newest of the plan's route when left out")
    .action((named: string, run: string | undefined, _options: CommonOptions, self: Command) => {
      const compare = call(async () => (await import('./plan-compare.ts')).planCompare);
      return compare({ ...common(self), plan: named, ...(run === undefined ? {} : { run }) });
    });
}

function addApproving(plan: Command, call: Call): void {
  command(plan, 'approve', 'approve a plan: runs into production ask for it')
    .argument('<plan>', 'the plan')
    .requiredOption('--by <who>', 'the person who approves it')
    .option('--because <reason>', 'why, for the audit')
    .option('--despite <code>', 'accept this reason of the verdict by its code (repeatable)', list)
    .action((named: string, options: Approving, self: Command) => {
      const approve = call(async () => (await import('./plan-approve.ts')).planApprove);
      return approve({ ...options, ...common(self), plan: named });
    });
  command(plan, 'list', 'all plans: verdict, who approved them, and whether that still counts')
    .option('--route <name>', 'only those of this route')
    .action((options: CommonOptions, self: Command) => {
      const planList = call(async () => (await import('./plan-list.ts')).planList);
      // The parent declares --route as well, and commander sets it there.
      return planList({ ...self.optsWithGlobals<CommonOptions>(), ...options, ...common(self) });
    });
}

interface Approving extends CommonOptions {
  readonly by: string;
  readonly because?: string;
  readonly despite?: readonly string[];
}

/** Options that a command and its parent both declare are set on the parent: this reads them from there. */
export function common(self: Command): CommonOptions {
  const { json, config } = self.optsWithGlobals<CommonOptions>();
  return { ...(json !== undefined && { json }), ...(config !== undefined && { config }) };
}

function atLeastOne(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value > 0) return value;
  throw new InvalidArgumentError('It must be a whole number above 0.');
}
