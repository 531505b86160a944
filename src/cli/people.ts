/** ferry people|customers match, merge and split: a person decides who is who, and a run applies it to what landed. */
import { readFile as read, writeFile as write } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { UsageError } from '../errors.ts';
import type { PeopleLedger } from '../ledger/people/port.ts';
import type { Decisions } from '../ledger/people/rows.ts';
import type { RunsLedger } from '../ledger/runs/port.ts';
import { type Checked, checkDecisions, type KnownState } from '../people/check.ts';
import { isUntouched, readFile, writeFile } from '../people/file.ts';
import { knownOf, type Matched } from '../people/known.ts';
import { suggest } from '../people/suggest.ts';
import { loadConfig } from '../project/configuration.ts';
import { nothingLanded } from '../runs/retry.ts';
import { shellWord } from './command-line.ts';
import type { CommonOptions, Context } from './context.ts';
import { EXIT, type ExitCode } from './exit.ts';
import { atTarget } from './landing-runs.ts';
import { escapeForTerminal } from './output/width.ts';
import { applyDecisions } from './people-runs.ts';
import { openRuntime } from './runtime.ts';

interface OfEntity extends CommonOptions {
  readonly entity: Matched;
}

export interface MatchOptions extends OfEntity {
  readonly file?: string;
  readonly route?: string;
  readonly force?: boolean;
}

export interface MergeOptions extends OfEntity {
  readonly file: string;
  readonly by?: string;
  readonly plan?: boolean;
}

export interface SplitOptions extends Omit<MergeOptions, 'file'> {
  readonly key: string;
}

const WORDS = {
  person: { file: 'people.csv', command: 'people', several: 'people' },
  customer: { file: 'customers.csv', command: 'customers', several: 'customers' },
} as const;

/** Writes the file to fill in. Throws UsageError `decisions-exist` when it exists and somebody has worked in it. */
export async function match(context: Context, options: MatchOptions): Promise<ExitCode> {
  const { home, env, output } = context;
  const { entity, route, force = false } = options;
  const words = WORDS[entity];
  const file = options.file ?? words.file;
  if (!force) await refuseTouched(file, entity);
  const runtime = await openRuntime({ home, env, note: output.note });
  try {
    const { text, rows } = writeFile(await contentOf(runtime.ledger, entity, route));
    await write(file, text);
    output.say(`${rows} ${words.several} to look at: ${file}`);
    output.say(
      `Fill in \`is\` (a key, - for nobody else, new for a match that is none), then: ferry ${words.command} merge ${file}`,
    );
    output.give({ file, rows });
    return EXIT.done;
  } finally {
    await runtime.close();
  }
}

async function refuseTouched(file: string, entity: Matched): Promise<void> {
  const bytes = await read(file).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw new UsageError(`${file} can't be read`, { code: 'file-unreadable', at: file, cause: error });
  });
  if (bytes === null || isUntouched(bytes, entity)) return;
  throw new UsageError(`somebody has worked in ${file}`, {
    code: 'decisions-exist',
    at: file,
    hint: 'name another file, or overwrite it: --force',
  });
}

/** Everybody in the target of the newest run (of the route); a route narrows it to the people of its sources. */
async function contentOf(
  ledger: PeopleLedger & Pick<RunsLedger, 'listRuns'>,
  entity: Matched,
  route: string | undefined,
) {
  const runs = await ledger.listRuns(RECENT);
  const newest = runs.find(({ plan }) => plan.mode !== 'plan' && (route === undefined || plan.route === route));
  if (newest === undefined) throw nothingLanded();
  const { targetInstance } = newest.plan;
  const masters = await ledger.knownMasters(targetInstance, entity);
  const known = masters.map((master) => knownOf(entity, master));
  const sources = new Set(newest.plan.levels.flat(2).map(({ source }) => source));
  const shown = (key: string) => route === undefined || sources.has(key.slice(0, key.indexOf(':')));
  const apart = await ledger.keptApart(targetInstance, entity);
  return {
    entity,
    known: known.filter(({ key }) => shown(key)),
    suggestions: suggest(entity, known, apart),
    reviews: (await ledger.reviews(targetInstance, entity)).filter(
      ({ ownKey, decided }) => decided === null && shown(ownKey),
    ),
  };
}

/** Runs looked through for the newest of a route. */
const RECENT = 1000;

/** Checks the whole file, shows what it decides, keeps the decisions and applies them. Repeated, it changes nothing. */
export async function merge(context: Context, options: MergeOptions): Promise<ExitCode> {
  const { entity, file } = options;
  const bytes = await read(file).catch((error: unknown) => {
    const hint = `ferry ${WORDS[entity].command} match writes one`;
    throw new UsageError(`there is no readable ${file}`, { code: 'file-missing', at: file, hint, cause: error });
  });
  const rows = readFile(bytes, file);
  return atTarget(context, await loadConfig(context.config, context.env), async (session) => {
    const { ledger } = session.runtime;
    const checked = checkDecisions(rows, file, await stateOf(ledger, session.targetInstance, entity));
    const decisions = { ...checked, split: [], ...headOf(session.targetInstance, options) };
    showDecisions(context, options, checked);
    return applyDecisions(context, session, { decisions, checked, plan: options.plan === true });
  });
}

function headOf(targetInstance: string, { entity, by }: { entity: Matched; by?: string }) {
  return { targetInstance, entity, by: by ?? userInfo().username };
}

async function stateOf(ledger: PeopleLedger, targetInstance: string, entity: Matched): Promise<KnownState> {
  const [masters, reviews, merged, apart] = await Promise.all([
    ledger.knownMasters(targetInstance, entity),
    ledger.reviews(targetInstance, entity),
    ledger.identityMerges(targetInstance, entity),
    ledger.keptApart(targetInstance, entity),
  ]);
  return {
    known: new Map(masters.map((master) => [master.key, knownOf(entity, master)])),
    reviews: new Map(reviews.map((review) => [review.ownKey, review])),
    merged: new Map(merged.map((one) => [one.from, one])),
    apart,
  };
}

function showDecisions(
  { output }: Context,
  { entity }: OfEntity,
  { merge: joined, apart, claim, already, warnings }: Checked,
): void {
  const others = joined.map(({ from, to }) => `  ${escapeForTerminal(from)} is ${escapeForTerminal(to)}`);
  const claimed = claim.map(
    ({ review, externalKey }) =>
      `  ${escapeForTerminal(review.ownKey)} is ${externalKey === review.ownKey ? 'itself' : escapeForTerminal(externalKey)}`,
  );
  for (const line of [...others, ...claimed]) output.say(line);
  output.say(
    `${joined.length} ${WORDS[entity].several} are merged, ${claim.length} waiting matches are decided, ` +
      `${apart.length} pairs are kept apart, ${already} were decided before.`,
  );
  for (const warning of warnings) output.say(`! ${escapeForTerminal(warning)}`);
}

/** Takes back a merge or a match. Throws UsageError `split-nothing` when the key was merged with nothing. */
export async function split(context: Context, options: SplitOptions): Promise<ExitCode> {
  const { key } = options;
  return atTarget(context, await loadConfig(context.config, context.env), async (session) => {
    const decisions = await splitOf(session.runtime.ledger, headOf(session.targetInstance, options), key);
    context.output.say(`${escapeForTerminal(key)} gets a record of its own again.`);
    const checked = { merge: [], apart: decisions.apart, claim: [], already: 0, warnings: [] };
    return applyDecisions(context, session, { decisions, checked, plan: options.plan === true });
  });
}

async function splitOf(
  ledger: PeopleLedger,
  head: ReturnType<typeof headOf>,
  key: string,
): Promise<Omit<Decisions, 'run'>> {
  const { known, merged } = await stateOf(ledger, head.targetInstance, head.entity);
  const before = merged.get(key);
  const shared = [...known.values()].find(
    ({ aliases, ...one }) => one.key !== key && aliases.some(({ ownKey }) => ownKey === key),
  );
  const other = before?.final ?? shared?.key;
  if (other !== undefined) return { ...head, merge: [], apart: [[key, other]], claim: [], split: [key] };
  const parts = (known.get(key)?.aliases ?? []).map(({ ownKey }) => ownKey).filter((own) => own !== key);
  const moved = [...merged.values()].filter(({ final }) => final === key).map(({ from }) => from);
  const hint = [...parts, ...moved]
    .map((part) => `ferry ${WORDS[head.entity].command} split ${shellWord(part)}`)
    .join('   ');
  throw new UsageError(`${key} was merged with nothing that it could leave`, {
    code: 'split-nothing',
    hint: hint === '' ? `ferry ${WORDS[head.entity].command} match shows the keys` : hint,
  });
}
