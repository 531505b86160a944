/** What a plan came to, in a terminal's few lines and as machines read it; the rest is in the report. */

import path from 'node:path';
import pc from 'picocolors';
import type { PlanReport } from '../../dry-run/report-folder.ts';
import { shownFindings } from '../../messages/shown-findings.ts';
import type { FindingExample } from '../../model/finding.ts';
import type { PlanFacts } from '../../model/plan-facts/facts.ts';
import { judgePlan, type Reason, type Verdict } from '../../model/plan-judgement.ts';
import type { Context } from '../context.ts';
import { EXIT, type ExitCode } from '../exit.ts';
import type { Output } from './output.ts';
import type { RunOutcome } from './run-outcome.ts';
import { type ShowValue, withValues } from './shown-values.ts';
import { duration, number, table } from './table.ts';
import { escapeForTerminal } from './width.ts';

/** Prints and gives what the plan came to; returns what to exit with. Values of records are given as `show` makes them. */
export function printPlan(
  { output }: Context,
  { facts, folder, outcome }: PlanReport & { readonly outcome: RunOutcome },
  show: ShowValue,
): ExitCode {
  const { entities, state, seconds } = outcome;
  const { verdict, reasons } = judgePlan(facts);
  const report = path.join(folder, 'report.html');
  const shown = { show, asTyped: output.asTyped };
  for (const line of [...headLines(facts, seconds, shown), ...countsOf(outcome), ...placeholdersOf(facts)])
    output.say(line);
  const { seconds: forecast, low, high, basis } = facts.forecast;
  output.say('');
  output.say(`A run would take about ${duration(forecast)} (${duration(low)} to ${duration(high)}; ${basis}).`);
  output.say(`Report: ${report}`);
  output.say(output.asTyped(nextOf(verdict, facts)));
  const { findings, settled } = facts;
  output.give({
    ...{ plan: facts.run, mode: 'plan', state, verdict, reasons: withValues(shownFindings(reasons), show) },
    ...{ findings: withValues(shownFindings(findings), show), entities },
    ...{ forecast: facts.forecast, report, settled, seconds },
  });
  return exitOfPlan(
    verdict,
    Object.values(entities).some(({ quarantined }) => quarantined > 0),
  );
}

/** 3 when the plan is blocked, else 4 when records would be quarantined, else 0. Pure. */
export function exitOfPlan(verdict: Verdict, quarantines: boolean): ExitCode {
  if (verdict === 'blocked') return EXIT.blocked;
  return quarantines ? EXIT.quarantined : EXIT.done;
}

const COLOURS = { ready: pc.green, review: pc.yellow, blocked: pc.red } as const;

/** The verdict as a terminal writes it. */
export const VERDICT_WORDS: Readonly<Record<Verdict, string>> = {
  ready: 'ready to run',
  review: 'can run; look at this first',
  blocked: 'blocked',
};

/** Reasons of one weight that a terminal shows; the report has them all. */
const MOST_SHOWN = 6;

/** How lines show values of records, and commands. */
export interface HowShown {
  readonly show: ShowValue;
  readonly asTyped: Output['asTyped'];
}

/** Which plan it is, its verdict, and the reasons for that. Texts of records are escaped, and values as `show` makes them. Pure. */
export function headLines(facts: PlanFacts, seconds: number, how: HowShown): string[] {
  const { run, route, reads } = facts;
  const { verdict, reasons } = judgePlan(facts);
  const of = reads === 'landing' ? `${route}, over what has landed` : route;
  const head = `Plan ${pc.bold(run)} of ${of}: ${COLOURS[verdict](VERDICT_WORDS[verdict])} (${duration(seconds)})`;
  return [head, ...reasonLines('block', reasons, how), ...reasonLines('warn', reasons, how)];
}

const TITLES = { block: 'Blocking', warn: 'To look at' } as const;

function reasonLines(weight: Reason['weight'], reasons: readonly Reason[], { show, asTyped }: HowShown): string[] {
  const own = reasons.filter((reason) => reason.weight === weight);
  if (own.length === 0) return [];
  const lines = shownFindings(own.slice(0, MOST_SHOWN)).flatMap(({ code, lane, message, hint, records, example }) => [
    `  ${lane === null ? '' : `${lane}: `}${escapeForTerminal(message)} (${code}${recordsWords(message, records)})`,
    ...(example === undefined ? [] : [`    ${escapeForTerminal(exampleLine(example, show))}`]),
    ...(hint === null ? [] : [`    → ${escapeForTerminal(asTyped(hint))}`]),
  ]);
  const more = own.length - MOST_SHOWN;
  const rest = more > 0 ? [`  … and ${number(more)} more in the report`] : [];
  return ['', `${TITLES[weight]}: ${number(own.length)}`, ...lines, ...rest];
}

/** Characters of a value in a terminal. */
const WIDE = 60;

function exampleLine({ key, field, value }: FindingExample, show: ShowValue): string {
  const of = key === null ? '' : ` of ${key}`;
  const shown = show(value);
  const line = shown.replace(/\s+/g, ' ');
  const text = line.length > WIDE ? `${line.slice(0, WIDE - 1)}…` : line;
  return `for example ${field}${of}: “${text}”${shown === value ? '' : ' (its form; --show-values shows it)'}`;
}

/** How many records, where the sentence doesn't say it. */
function recordsWords(message: string, records: number | null): string {
  if (records === null || message.includes(String(records))) return '';
  return `, ${number(records)} ${records === 1 ? 'record' : 'records'}`;
}

function countsOf({ entities }: RunOutcome): string[] {
  const kinds = ['created', 'updated', 'unchanged', 'quarantined', 'excluded', 'superseded'] as const;
  const rows = Object.entries(entities).map(([entity, counts]) => [
    entity,
    ...kinds.map((kind) => number(counts[kind])),
  ]);
  const head = ['entity', 'create', 'update', 'unchanged', 'quarantine', 'exclude', 'superseded'];
  return ['', 'What would happen:', ...table(head, rows)];
}

/** Made by any lane, of any entity: also of one that no lane loads. */
function placeholdersOf({ masters }: PlanFacts): string[] {
  const made = masters.filter(({ newPlaceholders }) => newPlaceholders > 0);
  if (made.length === 0) return [];
  const counts = made.map(({ entity, newPlaceholders }) => `${number(newPlaceholders)} of ${entity}`);
  return ['', `Placeholders it would make, for what is referred to and not there: ${counts.join(', ')}`];
}

function nextOf(verdict: Verdict, { run, route }: PlanFacts): string {
  if (verdict === 'blocked') return `Fix what blocks it, then: ferry plan --route ${route}`;
  return `Then: ferry run --route ${route}   and, to compare it with the plan: ferry plan compare ${run}`;
}
