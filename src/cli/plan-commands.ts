/** The list of commands that say beforehand what a run would do. */
import { type Command, InvalidArgumentError } from 'commander';
import { type Call, command, list } from './command.ts';
import type { CommonOptions } from './context.ts';

/** Adds `plan` and `plan …`. */
export function addPlanning(ferry: Command, call: Call): void {
  const plan = command(ferry, 'plan', 'say what a run would do, and write nothing')
    .option('--route <name>', 'which route, when there are several')
    .option('--entity <name>', 'only this entity (repeatable)', list)
    .option('--sample <n>', 'only so many records of each lane, ugly ones first', atLeastOne)
    .action(call(async () => (await import('./plan.ts')).plan));
  addApproving(plan, call);
  command(plan, 'report', 'make the report of a plan again, or at last')
    .argument('[plan]', 'the newest when left out')
    .action((named: string | undefined, _options: CommonOptions, self: Command) => {
      const report = call(async () => (await import('./plan-report.ts')).planReport);
      return report({ ...common(self), ...(named === undefined ? {} : { plan: named }) });
    });
  command(plan, 'compare', 'where a run did something else than the plan said, key by key')
    .argument('<plan>', 'the plan')
    .argument('[run]', "the newest of the plan's route when left out")
    .action((named: string, run: string | undefined, _options: CommonOptions, self: Command) => {
      const compare = call(async () => (await import('./plan-compare.ts')).planCompare);
      return compare({ ...common(self), plan: named, ...(run === undefined ? {} : { run }) });
    });
}

function addApproving(plan: Command, call: Call): void {
  command(plan, 'approve', 'let a plan be followed: runs into production ask for it')
    .argument('<plan>', 'the plan')
    .requiredOption('--by <who>', 'the person who approves it')
    .option('--because <reason>', 'why, for the audit')
    .option('--despite <code>', 'accept this blocking finding by its name (repeatable)', list)
    .action((named: string, options: Approving, self: Command) => {
      const approve = call(async () => (await import('./plan-approve.ts')).planApprove);
      return approve({ ...options, ...common(self), plan: named });
    });
  command(plan, 'list', 'the plans there are, who approved them, and whether that still counts')
    .option('--route <name>', 'only those of this route')
    .action((options: CommonOptions, self: Command) => {
      const planList = call(async () => (await import('./plan-list.ts')).planList);
      // The parent takes --route as well, and keeps it.
      return planList({ ...self.optsWithGlobals<CommonOptions>(), ...options, ...common(self) });
    });
}

interface Approving extends CommonOptions {
  readonly by: string;
  readonly because?: string;
  readonly despite?: readonly string[];
}

/** What both the command and its parent take ends up with the parent. */
export function common(self: Command): CommonOptions {
  const { json, config } = self.optsWithGlobals<CommonOptions>();
  return { ...(json !== undefined && { json }), ...(config !== undefined && { config }) };
}

function atLeastOne(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value > 0) return value;
  throw new InvalidArgumentError('It must be a whole number above 0.');
}
