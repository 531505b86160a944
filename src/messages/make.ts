/** Makers of problems, losses and findings: a code that has no sentence, or lacks a parameter of it, doesn't compile. */
import type { PlanFinding } from '../model/finding.ts';
import type { Message } from '../model/message.ts';
import type { Loss, Problem } from '../model/outcome.ts';
import type { Coded } from './catalogue.ts';
import type { English } from './english.ts';

/** A problem before it is known where in the record it is. */
export type UnplacedProblem = Coded<English['problems']>;

/** A loss before it is known where in the record it is. */
export type UnplacedLoss = Coded<English['losses']>;

/** What is a problem or a loss, as the mapping decides. */
export type UnplacedFailure = Extract<UnplacedProblem, Pick<UnplacedLoss, 'code'>>;

/**
 * A problem in Ferry's words. One in somebody else's is written out: `{ code, path, message }`.
 *
 * ```ts
 * problem({ code: 'text-too-long', path: 'title', params: { max: 300 } })
 * ```
 */
export function problem(what: UnplacedProblem & Pick<Problem, 'path'>): Problem {
  return what;
}

/** A loss in Ferry's words. */
export function loss(what: UnplacedLoss & Pick<Loss, 'path'>): Loss {
  return what;
}

/** A finding before it is known how much it weighs, and of which lane it is. */
export type UnweighedFinding = Coded<Omit<English['findings'], 'loss'>>;

type NewFinding = UnweighedFinding & Pick<PlanFinding, 'weight'> & Partial<Pick<PlanFinding, 'lane' | 'records'>>;

/** A kind of loss in one field of a plan. */
interface FieldLoss extends Message {
  readonly field: string;
}

/** The finding that a kind of loss is: `loss-CODE`, or its own code when it is about references, which have a section of their own. */
export function lossFinding(
  { code, field, params, message }: FieldLoss,
  about: Pick<PlanFinding, 'weight' | 'lane' | 'records'>,
): PlanFinding {
  const named = code.startsWith('reference-') ? code : `loss-${code}`;
  const words = message === undefined ? {} : { sentence: message };
  return { code: named, params: { ...params, ...words, field }, ...about };
}

/** A finding in Ferry's words; about no single lane and no number of records unless it says so. */
export function finding(what: NewFinding): PlanFinding {
  return { lane: null, records: null, ...what };
}
