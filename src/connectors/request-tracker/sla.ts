/** What became of a ticket's target dates: RT keeps one `Due` that replies move, and its history has every value it had. */
import type { Happening } from './history.ts';
import type { RtSlaOutcome } from './shape.ts';

/** The ticket as it stands now; instants. */
export interface SlaTicket {
  readonly id: string;
  readonly SLA: string | null;
  readonly Due: string | null;
  readonly Resolved: string | null;
  readonly LastUpdated: string | null;
  /** Logins. */
  readonly Owner: string | null;
  readonly Requestor: readonly string[];
}

/** Who moves dates by service level; everybody else moves them by hand. */
const SCRIP = 'RT_System';
/** After these RT works out the date anew. */
const TRIGGERS = new Set(['Create', 'Correspond', 'Status']);
const RESOLVED = 'resolved';
/** RT stamps `Resolved` at these too, and nothing was done by them. */
const GIVEN_UP = new Set(['rejected', 'deleted']);

/**
 * One outcome for each value that Due had, in order. Only what happened to the ticket itself counts, not what was merged
 * into it. An answer is a correspondence of somebody who is no requestor; the owner's always is one, as RT has it.
 */
export function slaOutcomes(ticket: SlaTicket, history: readonly Happening[]): readonly RtSlaOutcome[] {
  const own = history.filter((happening) => happening.ticket === ticket.id);
  return spansOf(ticket, own).map((span) => outcomeOf(span, ticket, own));
}

/** While one value stood. */
interface Span {
  readonly targetAt: string;
  readonly level: string | null;
  /** Positions in the history: set at, replaced at; null: from the beginning, to this day. */
  readonly from: number | null;
  readonly to: number | null;
}

function spansOf(ticket: SlaTicket, own: readonly Happening[]): readonly Span[] {
  const moves = own.flatMap((happening, index) => (isSet(happening, 'Due') ? [{ index, to: happening.NewValue }] : []));
  const [first] = moves;
  const initial = first === undefined ? ticket.Due : (own[first.index]?.OldValue ?? null);
  const values = [{ index: null, to: initial }, ...moves];
  return values.flatMap(({ index, to }, at) => {
    const level = levelAt(ticket, own, index);
    return to === null ? [] : [{ targetAt: to, level, from: index, to: values[at + 1]?.index ?? null }];
  });
}

function levelAt(ticket: SlaTicket, own: readonly Happening[], index: number | null): string | null {
  const changes = own.flatMap((happening, at) => (isSet(happening, 'SLA') ? [{ at, happening }] : []));
  const next = changes.find(({ at }) => at > (index ?? -1));
  return next === undefined ? ticket.SLA : next.happening.OldValue;
}

function outcomeOf(span: Span, ticket: SlaTicket, own: readonly Happening[]): RtSlaOutcome {
  const { targetAt, level } = span;
  const resolvedAt = resolutionIn(span, ticket, own);
  if (resolvedAt !== null) return { metric: 'resolve', level, targetAt, ...judged(targetAt, resolvedAt) };
  const answeredAt = answerEnding(span, ticket, own);
  if (answeredAt !== null) return { metric: 'response', level, targetAt, ...judged(targetAt, answeredAt) };
  const lastTouch = span.to === null ? ticket.LastUpdated : (own[span.to]?.Created ?? null);
  const late = lastTouch !== null && lastTouch > targetAt;
  return { metric: 'due', level, targetAt, metAt: null, breachedAt: late ? targetAt : null };
}

function judged(targetAt: string, at: string): Pick<RtSlaOutcome, 'metAt' | 'breachedAt'> {
  return at <= targetAt ? { metAt: at, breachedAt: null } : { metAt: null, breachedAt: targetAt };
}

/** When it became resolved, if it still was when the span ended: a ticket reopened before that wasn't done. */
function resolutionIn(span: Span, ticket: SlaTicket, own: readonly Happening[]): string | null {
  const during = own.slice((span.from ?? -1) + 1, span.to ?? own.length).filter(({ Type }) => Type === 'Status');
  const isDone = ({ NewValue, Created }: Happening) =>
    NewValue === RESOLVED || (Created === ticket.Resolved && !GIVEN_UP.has(NewValue ?? ''));
  const last = during.at(-1);
  if (last !== undefined && isDone(last)) return last.Created;
  // What reopened it is also what made RT move the date: until then it was resolved.
  const before = last !== undefined && last === triggerOf(span, own) ? during.at(-2) : undefined;
  return before !== undefined && isDone(before) ? before.Created : null;
}

function answerEnding(span: Span, ticket: SlaTicket, own: readonly Happening[]): string | null {
  const trigger = triggerOf(span, own);
  const cause = trigger?.Type === 'Status' && trigger.Creator === SCRIP ? messageBefore(trigger, own) : trigger;
  if (cause?.Type !== 'Correspond' || isRequestors(cause, ticket)) return null;
  return cause.Created;
}

/** What made RT move the date: the last thing before that it works dates out after. Undefined when somebody moved it by hand. */
function triggerOf(span: Span, own: readonly Happening[]): Happening | undefined {
  if (span.to === null || own[span.to]?.Creator !== SCRIP) return undefined;
  return own.slice(0, span.to).findLast((happening) => TRIGGERS.has(happening.Type) || isSet(happening, 'SLA'));
}

/** RT opens a new ticket by itself when it is answered, before it moves the date. */
function messageBefore(opened: Happening, own: readonly Happening[]): Happening | undefined {
  return own.slice(0, own.indexOf(opened)).findLast((happening) => TRIGGERS.has(happening.Type));
}

function isRequestors({ Creator }: Happening, { Owner, Requestor }: SlaTicket): boolean {
  const login = Creator.toLowerCase();
  return login !== Owner?.toLowerCase() && Requestor.some((requestor) => requestor.toLowerCase() === login);
}

function isSet(happening: Happening, field: string): boolean {
  return happening.Type === 'Set' && happening.Field === field;
}
