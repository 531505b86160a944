/** What a change of mappings would do, in a terminal's lines; the rest is in the report. */
import path from 'node:path';
import type { PlanFacts } from '../../model/plan-facts/facts.ts';
import type { ImpactFacts } from '../../model/plan-facts/impact.ts';
import { judgePlan } from '../../model/plan-judgement.ts';
import type { RunPlan } from '../../model/run.ts';
import type { Context } from '../context.ts';
import { headLines } from './plan-lines.ts';
import type { ShowValue } from './shown-values.ts';
import { number } from './table.ts';
import { escapeForTerminal } from './width.ts';

/** Of one lane, records by what would become of them. */
export interface ImpactCounts {
  /** Written again: created or updated. */
  readonly changed: number;
  /** Weren't before. */
  readonly quarantined: number;
  readonly excluded: number;
  /** Were quarantined or excluded, and would be loaded; part of `changed` unless the target holds them as they are. */
  readonly freed: number;
  /** Quarantined or excluded as before, for another reason. */
  readonly otherReason: ImpactFacts['otherReason'];
}

/** By lane; lanes in which nothing changes are left out. */
export function changesOf({ impact }: Pick<PlanFacts, 'impact'>): Readonly<Record<string, ImpactCounts>> {
  const lanes = impact.map((fact): [string, ImpactCounts] => [fact.lane, countsOf(fact)]);
  return Object.fromEntries(lanes.filter(([, counts]) => isAny(counts)));
}

function countsOf({ changed, newlyQuarantined, newlyExcluded, freed, otherReason }: ImpactFacts): ImpactCounts {
  return {
    changed,
    quarantined: newlyQuarantined.total,
    excluded: newlyExcluded.total,
    freed: freed.total,
    otherReason,
  };
}

function isAny({ changed, quarantined, excluded, freed, otherReason }: ImpactCounts): boolean {
  return changed + quarantined + excluded + freed + otherReason.quarantined + otherReason.excluded > 0;
}

interface PrintedImpact {
  readonly plan: RunPlan;
  readonly facts: PlanFacts;
  readonly folder: string;
}

/** Shown of each lane. */
const FEW = 3;

/** With values before and after as they may be printed. Pure. */
export function shownImpact(fact: ImpactFacts, show: ShowValue): ImpactFacts {
  const samples = fact.samples.map(({ key, fields }) => ({
    key,
    fields: fields.map(({ field, before, after }) => ({ field, before: show(before), after: show(after) })),
  }));
  return { ...fact, samples };
}

/** Ends with what to type next. Values of records are as `show` makes them, escaped for the terminal, and cut. Pure. */
export function impactLines({ output }: Context, { plan, facts, folder }: PrintedImpact, show: ShowValue): string[] {
  const lanes = plan.levels.flat(2).flatMap(({ lane, mapping, mappingVersion, mappingHash }) => {
    const fact = facts.impact.find((one) => one.lane === lane);
    if (fact === undefined) return [];
    return laneLines(shownImpact(fact, show), `${mapping} ${mappingVersion}#${mappingHash.slice(0, 8)}`);
  });
  const kept = facts.impact.some(
    ({ newlyQuarantined, newlyExcluded }) => newlyQuarantined.total + newlyExcluded.total > 0,
  );
  const stays = 'Records that were loaded and would now be quarantined or excluded stay in the target as they are.';
  return [
    ...headLines(facts, facts.seconds, { show, asTyped: output.asTyped }),
    ...lanes,
    ...(kept ? ['', stays] : []),
    '',
    `Report: ${path.join(folder, 'report.html')}`,
    ...nextLines(facts).map(output.asTyped),
  ];
}

function nextLines(facts: PlanFacts): string[] {
  if (judgePlan(facts).verdict === 'blocked')
    return [`Fix what blocks it, then: ferry mapping impact --route ${facts.route}`];
  if (Object.keys(changesOf(facts)).length === 0) return [];
  return [`To load these records: ferry mapping impact --route ${facts.route} --apply --plan ${facts.run}`];
}

function laneLines(fact: ImpactFacts, to: string): string[] {
  const { changed, quarantined, excluded, freed, otherReason } = countsOf(fact);
  const from = fact.from === null ? '' : ` (was ${fact.from.version}#${fact.from.hash.slice(0, 8)})`;
  const again = otherReason.quarantined + otherReason.excluded;
  const rest = [
    ...(quarantined === 0 ? [] : [`${number(quarantined)} would be newly quarantined`]),
    ...(excluded === 0 ? [] : [`${number(excluded)} would be newly excluded`]),
    ...(freed === 0 ? [] : [`${number(freed)} would be freed`]),
    ...(again === 0 ? [] : [`${number(again)} would be kept back as before, for another reason`]),
  ];
  const head = `${fact.lane}: ${number(changed)} of ${number(fact.records)} records would change`;
  return ['', [head, ...rest].join(', '), `  with ${to}${from}`, ...factLines(fact)];
}

function factLines({ fields, edited, samples }: ImpactFacts): string[] {
  const named = fields.slice(0, FEW * 3).map(({ field, records }) => `${escapeForTerminal(field)} ${number(records)}`);
  return [
    ...(named.length === 0 ? [] : [`  by field: ${named.join(', ')}`]),
    ...editedLines(edited),
    ...samples.slice(0, FEW).flatMap(({ key, fields: changes }) =>
      changes.slice(0, FEW).map(({ field, before, after }) => {
        return `  ${escapeForTerminal(key)} ${escapeForTerminal(field)}: ${escapeForTerminal(short(before))} → ${escapeForTerminal(short(after))}`;
      }),
    ),
  ];
}

/** What the run will do to records that people edited. */
function editedLines({ total, quarantined, shown }: ImpactFacts['edited']): string[] {
  if (total === 0) return [];
  const people = shown
    .slice(0, FEW)
    .map(({ key, fields }) => `${escapeForTerminal(key)} (${fields.map(escapeForTerminal).join(', ')})`);
  const stay = 'people edited: the fields they edited stay theirs, the others are written';
  const alone = `  ${number(quarantined)} of them would be quarantined (target-changed): all that would change is theirs`;
  return [`  ${number(total)} of these records ${stay}: ${people.join(', ')}`, ...(quarantined === 0 ? [] : [alone])];
}

/** Characters of a value in a terminal. */
const WIDE = 60;

function short(text: string): string {
  return text.length <= WIDE ? text : `${text.slice(0, WIDE - 1)}…`;
}
