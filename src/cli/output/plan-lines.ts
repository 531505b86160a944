/** What a plan came to, in a terminal's few lines and as machines read it; the rest is in the report. */

import path from 'node:path';
import pc from 'picocolors';
import type { PlanReport } from '../../dry-run/report-files.ts';
import { shownFindings } from '../../messages/shown-findings.ts';
import type { PlanFinding } from '../../model/finding.ts';
import type { PlanFacts } from '../../model/plan-facts/facts.ts';
import type { Context } from '../context.ts';
import { EXIT, type ExitCode } from '../exit.ts';
import type { RunOutcome } from './run-outcome.ts';
import { duration, number, table } from './table.ts';
import { escapeForTerminal } from './width.ts';

/** `blocked`: no run should start like this. `accept`: somebody has to accept warnings. */
export type Verdict = 'ready' | 'accept' | 'blocked';

/** `blocked` when anything blocks; `accept` when there is something to accept; else `ready`. Pure. */
export function verdictOf({ findings }: { readonly findings: readonly Pick<PlanFinding, 'weight'>[] }): Verdict {
  if (findings.some(({ weight }) => weight === 'block')) return 'blocked';
  return findings.some(({ weight }) => weight === 'warn') ? 'accept' : 'ready';
}

/** Prints and gives what the plan came to; returns what to exit with. */
export function tellPlan(
  { output, call }: Context,
  { facts, folder, outcome }: PlanReport & { readonly outcome: RunOutcome },
): ExitCode {
  const { entities, state, seconds } = outcome;
  const verdict = verdictOf(facts);
  const report = path.join(folder, 'report.html');
  for (const line of [...headLines(facts, seconds), ...countsOf(outcome)]) output.say(line);
  const { seconds: forecast, low, high, basis } = facts.forecast;
  output.say('');
  output.say(`A run would take about ${duration(forecast)} (${duration(low)} to ${duration(high)}; ${basis}).`);
  output.say(`Report: ${report}`);
  output.say(nextOf(verdict, call, facts.run));
  const { findings, settled } = facts;
  output.give({
    ...{ plan: facts.run, mode: 'plan', state, verdict, findings: shownFindings(findings), entities },
    ...{ forecast: facts.forecast, report, settled, seconds },
  });
  return exitOf(verdict, { facts, outcome });
}

const COLOURS = { ready: pc.green, accept: pc.yellow, blocked: pc.red } as const;
const WORDS = { ready: 'ready to run', accept: 'ready once its warnings are accepted', blocked: 'blocked' } as const;

/** Findings of one weight that a terminal shows; the report has them all. */
const MOST_SHOWN = 6;

/** Which plan it is, what it came to, and the findings that it came to it by. */
export function headLines({ run, route, findings, reads }: PlanFacts, seconds: number): string[] {
  const verdict = verdictOf({ findings });
  const of = reads === 'landing' ? `${route}, over what has landed` : route;
  const head = `Plan ${pc.bold(run)} of ${of}: ${COLOURS[verdict](WORDS[verdict])} (${duration(seconds)})`;
  return [head, ...findingLines('Blocking', findings, 'block'), ...findingLines('To accept', findings, 'warn')];
}

function findingLines(title: string, findings: readonly PlanFinding[], weight: PlanFinding['weight']): string[] {
  const own = findings.filter((finding) => finding.weight === weight);
  if (own.length === 0) return [];
  const lines = shownFindings(own.slice(0, MOST_SHOWN)).flatMap(({ code, lane, message, hint }) => [
    `  ${lane === null ? '' : `${lane}: `}${escapeForTerminal(message)} (${code})`,
    ...(hint === null ? [] : [`    → ${escapeForTerminal(hint)}`]),
  ]);
  const more = own.length - MOST_SHOWN;
  const rest = more > 0 ? [`  … and ${number(more)} more in the report`] : [];
  return ['', `${title}: ${number(own.length)}`, ...lines, ...rest];
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

function nextOf(verdict: Verdict, call: string, run: string): string {
  if (verdict === 'blocked') return `Mend what blocks it, then: ${call} plan`;
  return `Then: ${call} run   and, to hold it to the plan: ${call} plan compare ${run}`;
}

function exitOf(
  verdict: Verdict,
  { facts, outcome }: { readonly facts: PlanFacts; readonly outcome: RunOutcome },
): ExitCode {
  if (verdict === 'blocked') return EXIT.blocked;
  if (facts.settled === false) return EXIT.failed;
  return Object.values(outcome.entities).some(({ quarantined }) => quarantined > 0) ? EXIT.quarantined : EXIT.done;
}
