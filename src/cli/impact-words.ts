/** What a change of mappings would do, in a terminal's lines; the rest is in the report. */
import path from 'node:path';
import type { ImpactRow } from '../ledger/run-rows.ts';
import type { ImpactFacts, PlanFacts } from '../model/plan-facts.ts';
import type { RunPlan } from '../model/run.ts';
import type { Context } from './context.ts';
import { number } from './table.ts';
import { inert } from './width.ts';

/** Of one lane, records by what would become of them. */
export interface ImpactCounts {
  /** Written again: created or updated. */
  readonly changed: number;
  /** Wouldn't cross, for a reason they don't have now. */
  readonly setAside: number;
  readonly excluded: number;
  /** Were set aside or left behind, and would cross; part of `changed` unless the target holds them as they are. */
  readonly freed: number;
}

/** By lane; lanes in which nothing changes are left out. */
export function countsOf(rows: readonly ImpactRow[]): ReadonlyMap<string, ImpactCounts> {
  const lanes = [...new Set(rows.map(({ lane }) => lane))];
  return new Map(lanes.map((lane) => [lane, laneCounts(rows.filter((row) => row.lane === lane))]));
}

const WRITTEN = ['created', 'updated'];
const KEPT_BACK = ['quarantined', 'excluded'];

function laneCounts(rows: readonly ImpactRow[]): ImpactCounts {
  const count = (fits: (row: ImpactRow) => boolean) => rows.filter(fits).length;
  return {
    changed: count(({ after }) => WRITTEN.includes(after)),
    setAside: count(({ after }) => after === 'quarantined'),
    excluded: count(({ after }) => after === 'excluded'),
    freed: count(({ before, after }) => KEPT_BACK.includes(before) && !KEPT_BACK.includes(after)),
  };
}

interface Told {
  readonly plan: RunPlan;
  readonly facts: PlanFacts;
  readonly folder: string;
  readonly rows: readonly ImpactRow[];
}

/** Shown of each lane. */
const FEW = 3;

export function impactLines({ call }: Context, { plan, facts, folder, rows }: Told): string[] {
  const counts = countsOf(rows);
  const lanes = plan.levels.flat(2).flatMap(({ lane, mapping, mappingVersion, mappingHash }) => {
    const fact = facts.impact.find((one) => one.lane === lane);
    const total = facts.lanes.find((one) => one.lane === lane)?.distinct ?? 0;
    const to = `${mapping} ${mappingVersion}#${mappingHash.slice(0, 8)}`;
    return laneLines({ lane, to, total, counts: counts.get(lane) ?? NONE, ...(fact !== undefined && { fact }) });
  });
  const kept = rows.some(({ before, after }) => KEPT_BACK.includes(after) && !KEPT_BACK.includes(before));
  const stays = 'Records that crossed and would be set aside or left out now stay in the target as they are.';
  return [
    `Plan ${plan.run}, over what has landed of ${plan.route}; no source was called.`,
    ...lanes,
    ...(kept ? ['', stays] : []),
    '',
    `Report: ${path.join(folder, 'report.html')}`,
    ...(rows.length === 0 ? [] : [`To carry these records: ${call} mapping impact … --apply`]),
  ];
}

const NONE: ImpactCounts = { changed: 0, setAside: 0, excluded: 0, freed: 0 };

interface LaneTold {
  readonly lane: string;
  readonly to: string;
  readonly total: number;
  readonly counts: ImpactCounts;
  readonly fact?: ImpactFacts;
}

function laneLines({ lane, to, total, counts, fact }: LaneTold): string[] {
  const { changed, setAside, excluded, freed } = counts;
  const from =
    fact?.from === undefined || fact.from === null ? '' : ` (was ${fact.from.version}#${fact.from.hash.slice(0, 8)})`;
  const rest = [
    ...(setAside === 0 ? [] : [`${number(setAside)} would be set aside`]),
    ...(excluded === 0 ? [] : [`${number(excluded)} would be left out`]),
    ...(freed === 0 ? [] : [`${number(freed)} would be freed`]),
  ];
  const head = `${lane}: ${number(changed)} of ${number(total)} records would change`;
  return ['', [head, ...rest].join(', '), `  with ${to}${from}`, ...(fact === undefined ? [] : factLines(fact))];
}

function factLines({ fields, edited, samples }: ImpactFacts): string[] {
  const named = fields.slice(0, FEW * 3).map(({ field, records }) => `${inert(field)} ${number(records)}`);
  const people = edited.shown
    .slice(0, FEW)
    .map(({ key, fields: own }) => `${inert(key)} (${own.map(inert).join(', ')})`);
  return [
    ...(named.length === 0 ? [] : [`  by field: ${named.join(', ')}`]),
    ...(edited.total === 0
      ? []
      : [`  ${number(edited.total)} of them were edited by people, whose fields stay theirs: ${people.join(', ')}`]),
    ...samples.slice(0, FEW).flatMap(({ key, fields: changes }) =>
      changes.slice(0, FEW).map(({ field, before, after }) => {
        return `  ${inert(key)} ${inert(field)}: ${inert(short(before))} → ${inert(short(after))}`;
      }),
    ),
  ];
}

/** Characters of a value in a terminal. */
const WIDE = 60;

function short(text: string): string {
  return text.length <= WIDE ? text : `${text.slice(0, WIDE - 1)}…`;
}
