/** Groups quarantined records by reason, with a few of them raw and mapped side by side, and says what mending a reason frees. */
import { MOST_FURTHER } from '../../model/further-problems.ts';
import { messageOf } from '../../model/message.ts';
import type { Problem } from '../../model/outcome.ts';
import type { QuarantineGroup } from '../../model/plan-facts/quarantine.ts';
import { byCodeUnit, type NamedParts, namedParts } from './bounded-names.ts';
import { countCombinations } from './freed-records.ts';
import type { LaneSubject } from './lane-subject.ts';
import type { Ending, ProfiledRecord } from './profiled-record.ts';
import { sourceValues } from './source-values.ts';
import { trimmed } from './trimmed-record.ts';

const EXAMPLES = 3;
/** Reasons that are kept; a mapping has few, a hostile source can make many paths. */
const MOST_REASONS = 500;

type Example = QuarantineGroup['examples'][number];

interface Reason {
  readonly code: string;
  readonly path: string;
  count: number;
  readonly examples: NamedParts<Example>;
}

/** Is given each record of a lane once; counts the quarantined ones. Examples hold contents, cut. */
export interface QuarantineGrouper {
  add(one: ProfiledRecord): void;
  /** The most frequent first, equals by code and path. */
  facts(): readonly QuarantineGroup[];
}

/** A record counts under each of its reasons, once each; items of lists count under one path. Examples are the first by key. */
export function groupQuarantine({ lane, mapping }: LaneSubject): QuarantineGrouper {
  const reasons = namedParts<Reason>(MOST_REASONS);
  const combinations = countCombinations();
  return {
    add: (one) => {
      if (one.ending.kind !== 'quarantined') return;
      const problems = problemsOf(one.ending);
      combinations.add([...problems.keys()], (one.ending.also?.length ?? 0) < MOST_FURTHER);
      for (const [name, problem] of problems) {
        const path = withoutIndices(problem.path);
        const reason = reasons.of(name, () => ({ code: problem.code, path, count: 0, examples: namedParts(EXAMPLES) }));
        if (reason === undefined) continue;
        reason.count += 1;
        reason.examples.of(one.record.key, () =>
          exampleOf(one, problem, sourceValues(mapping, problem.path, one.record)),
        );
      }
    },
    facts: () => {
      const sorted = [...reasons.all()].sort(([a, x], [b, y]) => y.count - x.count || byCodeUnit(a, b));
      const freed = combinations.facts(sorted.map(([name]) => name));
      return sorted.map(([name, { code, path, count, examples }]): QuarantineGroup => {
        const shown = examples.all().map(([, example]) => example);
        return { lane, code, path, ...messageOf(wordsOf(shown[0])), count, ...freed(name), examples: shown };
      });
    },
  };
}

/** By what they are grouped by; of several items of one list the first. */
function problemsOf(ending: Ending): ReadonlyMap<string, Problem> {
  const first: Problem = { code: ending.code ?? '', path: ending.path ?? '', ...messageOf(ending) };
  const named = [first, ...(ending.also ?? [])].map(
    (one) => [`${one.code}\n${withoutIndices(one.path)}`, one] as const,
  );
  return new Map(named.toReversed());
}

function withoutIndices(path: string): string {
  return path.replace(/\[\d+\]/g, '[]');
}

function exampleOf({ record, trace }: ProfiledRecord, problem: Problem, values: Example['values']): Example {
  return {
    key: record.key,
    raw: trimmed(record.data),
    mapped: trimmed(trace.fields),
    values,
    ...messageOf(wordsOf(problem)),
  };
}

function wordsOf(of: Pick<Problem, 'params' | 'message'> | undefined) {
  return { params: of?.params ?? null, message: of?.message ?? null };
}
