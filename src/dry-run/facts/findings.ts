/** Turns what a plan found out into findings: what stops a run, what somebody has to accept, what is good to know. Pure. */
import type { PlanFacts, PlanFinding, PlanLane, PlanLoss, Weight } from '../../model/plan-facts.ts';

type Found = Omit<PlanFacts, 'findings'>;

/** What makes a finding block where it would only warn. */
export interface Limits {
  /** Share (0–1) of records set aside above which a lane of the route waits. */
  readonly quarantine: number;
  /** Lanes that had records in an earlier run. */
  readonly hadRecords: ReadonlySet<string>;
  /** Policies that would hold a lane. */
  readonly freezes: (lane: string, kind: string) => boolean;
}

/** Blocking ones first, then by how many records they are about. */
export function findingsOf(facts: Found, limits: Limits): readonly PlanFinding[] {
  const all = [
    ...unexplained(facts),
    ...facts.lanes.flatMap((lane) => laneFindings(lane, facts, limits)),
    ...facts.fields.flatMap(unmappedField),
    ...facts.tables.flatMap(unknownValues),
    ...facts.losses.flatMap(loss),
    ...references(facts),
    ...masters(facts),
    ...facts.drift.map((drift) => driftFinding(drift, limits)),
    ...facts.remarks.map(({ source, message }) =>
      finding('warn', 'source-remark', { message: `${source}: ${message}` }),
    ),
  ];
  const order: readonly Weight[] = ['block', 'warn', 'note'];
  return all.sort((a, b) => order.indexOf(a.weight) - order.indexOf(b.weight) || (b.records ?? 0) - (a.records ?? 0));
}

function finding(weight: Weight, code: string, rest: Partial<PlanFinding> & { readonly message: string }): PlanFinding {
  return { weight, code, hint: null, lane: null, records: null, ...rest };
}

/** What didn't settle blocks, also where no lane says why. */
function unexplained({ settled, lanes }: Found): PlanFinding[] {
  if (settled !== false || lanes.some(({ differences }) => differences.length > 0)) return [];
  const message = 'not every lane of the plan has settled';
  return [finding('block', 'not-settled', { message, hint: 'read the source again: ferry plan' })];
}

function laneFindings(lane: PlanLane, facts: Found, limits: Limits): PlanFinding[] {
  const at = { lane: lane.lane };
  return [
    ...lane.differences.map((difference) =>
      finding('block', 'not-settled', { ...at, message: difference, hint: 'read the source again: ferry plan' }),
    ),
    ...quarantined(lane, limits),
    ...empty(lane, facts, limits),
    ...(lane.sample === null
      ? []
      : [
          finding('note', 'sample', {
            ...at,
            message: `only a sample of ${lane.sample} records was carried: ${lane.sourceCount.how}`,
          }),
        ]),
    ...(lane.sample === null && lane.settled === 'unproven'
      ? [finding('warn', 'unproven', { ...at, message: `nobody counted what the source has: ${lane.sourceCount.how}` })]
      : []),
    ...lock(lane),
  ];
}

function quarantined({ lane, distinct, outcomes }: PlanLane, { quarantine }: Limits): PlanFinding[] {
  const count = outcomes.quarantined;
  if (count === 0) return [];
  const over = count / Math.max(1, distinct) > quarantine;
  const message = `${count} of ${distinct} records would be set aside${over ? `, more than the route allows (${quarantine * 100} %)` : ''}`;
  const hint = 'see Quarantine: mend the mapping, or accept that they wait';
  return [
    finding(over ? 'block' : 'warn', over ? 'quarantine-limit' : 'quarantined', {
      lane,
      message,
      hint,
      records: count,
    }),
  ];
}

function empty(
  { lane, distinct, source, sourceEntity }: PlanLane,
  { reads }: Found,
  { hadRecords }: Limits,
): PlanFinding[] {
  if (distinct > 0 || reads === 'landing') return [];
  const had = hadRecords.has(lane);
  const message = `${source} has no ${sourceEntity}${had ? ', and it had some before' : ''}`;
  const hint = 'if that is right, nothing is to be done; if not, look at the source and at where:';
  return [finding(had ? 'block' : 'warn', 'source-empty', { lane, message, hint })];
}

function lock({ lane, lock: state, mapping }: PlanLane): PlanFinding[] {
  const named = `${mapping.name} ${mapping.version}`;
  if (state === 'drifted') {
    const hint = 'give it a new version, then: ferry mapping lock';
    return [
      finding('block', 'mapping-drift', {
        lane,
        message: `${named} says something else than when it was locked`,
        hint,
      }),
    ];
  }
  if (state === 'locked') return [];
  return [finding('note', 'mapping-unlocked', { lane, message: `${named} is not locked`, hint: 'ferry mapping lock' })];
}

function unmappedField({ lane, field, fate, filled, examples }: PlanFacts['fields'][number]): PlanFinding[] {
  if (fate !== 'unmapped' || filled === 0) return [];
  const like = examples[0] === undefined ? '' : `, for example ${JSON.stringify(examples[0].slice(0, 60))}`;
  const message = `nothing maps ${field}, which ${filled} records fill${like}`;
  const hint = `map it, or under ignore: - { field: ${JSON.stringify(field)}, because: … }`;
  return [finding('warn', 'field-unmapped', { lane, message, hint, records: filled })];
}

function unknownValues({ lane, target, unknown, otherwise, file, line }: PlanFacts['tables'][number]): PlanFinding[] {
  if (unknown === 0 || otherwise === 'keep') return [];
  const what =
    otherwise === 'quarantine'
      ? 'they set the record aside'
      : `they become ${otherwise === 'null' ? 'nothing' : 'a default'}`;
  const message = `the table of ${target} was asked ${unknown} times for values it doesn't list: ${what}`;
  const hint = `paste the lines proposed under Observed values into ${file}:${line}`;
  return [finding('warn', 'value-unknown', { lane, message, hint, records: unknown })];
}

/** What unknown values lose is said once, at their table. */
function loss({ lane, code, field, count, message, accepted }: PlanLoss): PlanFinding[] {
  if (accepted !== null || code === 'value-unknown') return [];
  const hint = `in the mapping: accept: [{ loss: ${code}, field: ${JSON.stringify(field)}, because: …, by: … }]`;
  // References have a section of their own.
  return [
    finding('warn', code.startsWith('reference-') ? code : `loss-${code}`, {
      lane,
      message: `${field}: ${message}`,
      hint,
      records: count,
    }),
  ];
}

function references({ references: { cycles, duplicates } }: Found): PlanFinding[] {
  return [
    ...(cycles.total === 0
      ? []
      : [
          finding('warn', 'reference-cycle', {
            message: `${cycles.total} circles of records that lead back to themselves`,
            records: cycles.total,
          }),
        ]),
    ...(duplicates.total === 0
      ? []
      : [
          finding('warn', 'duplicate-content', {
            message: `${duplicates.total} groups of records differ in nothing but their keys`,
            records: duplicates.total,
          }),
        ]),
  ];
}

function masters({ masters: all }: Found): PlanFinding[] {
  return all.flatMap(({ entity, placeholders, ambiguous, duplicates }) => [
    ...(placeholders.total === 0
      ? []
      : [
          finding('warn', 'placeholders', {
            message: `${placeholders.total} records of ${entity} are referred to and not there: a placeholder stands in for each`,
            hint: 'bring them from another source, or later: ferry people match',
            records: placeholders.total,
          }),
        ]),
    ...(ambiguous.total === 0
      ? []
      : [
          finding('warn', 'match-ambiguous', {
            message: `${ambiguous.total} records of ${entity} could be one of several`,
            hint: `decide who is who: ferry ${entity === 'customer' ? 'customers' : 'people'} match`,
            records: ambiguous.total,
          }),
        ]),
    ...(duplicates.total === 0
      ? []
      : [
          finding('warn', 'identity-duplicate', {
            message: `${duplicates.total} records of ${entity} are twice in their source`,
            records: duplicates.total,
          }),
        ]),
  ]);
}

function driftFinding(
  { lane, kind, field, what, records }: PlanFacts['drift'][number],
  { freezes }: Limits,
): PlanFinding {
  const holds = freezes(lane, kind);
  const message = `new at the source: ${kind} ${field}${what === '' ? '' : ` ${JSON.stringify(what)}`}${holds ? ', at which the lane would wait' : ''}`;
  const hint = holds ? 'map it or ignore it, or change drift: of the route' : null;
  return finding(holds ? 'block' : 'warn', `drift-${kind}`, { lane, message, hint, records });
}
