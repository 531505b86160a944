/** Derives SLA outcomes from a ticket's history: RT keeps one `Due` that replies move, and its history has every value it had. */
import type { HistoryEntry } from './history.ts';
import type { RtSlaOutcome } from './ticket-shape.ts';

/** The ticket's fields as they are now; times are instants. */
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

/** The account that moves dates by service level; all others move them by hand. */
const SCRIP = 'RT_System';
/** After these RT works out the date anew. */
const TRIGGERS = new Set(['Create', 'Correspond', 'Status']);
const RESOLVED = 'resolved';
/** RT sets `Resolved` at these statuses too, though nothing was resolved. */
const GIVEN_UP = new Set(['rejected', 'deleted']);

/**
 * One outcome for each value that Due had, in order. Only what happened to the ticket itself counts, not what was merged
 * into it. An answer is a correspondence of somebody who is no requestor; the owner's always is one, as RT has it.
 */
export function slaOutcomes(ticket: SlaTicket, history: readonly HistoryEntry[]): readonly RtSlaOutcome[] {
  const own = history.filter((entry) => entry.ticket === ticket.id);
  return spansOf(ticket, own).map((span) => outcomeOf(span, ticket, own));
}

/** The time during which `Due` had one value. */
interface Span {
  readonly targetAt: string;
  readonly level: string | null;
  /** Positions in the history: set at, replaced at; null: from the beginning, to this day. */
  readonly from: number | null;
  readonly to: number | null;
}

function spansOf(ticket: SlaTicket, own: readonly HistoryEntry[]): readonly Span[] {
  const moves = own.flatMap((entry, index) => (isSet(entry, 'Due') ? [{ index, to: entry.NewValue }] : []));
  const [first] = moves;
  const initial = first === undefined ? ticket.Due : (own[first.index]?.OldValue ?? null);
  const values = [{ index: null, to: initial }, ...moves];
  return values.flatMap(({ index, to }, at) => {
    const level = levelAt(ticket, own, index);
    return to === null ? [] : [{ targetAt: to, level, from: index, to: values[at + 1]?.index ?? null }];
  });
}

function levelAt(ticket: SlaTicket, own: readonly HistoryEntry[], index: number | null): string | null {
  const changes = own.flatMap((entry, at) => (isSet(entry, 'SLA') ? [{ at, entry }] : []));
  const next = changes.find(({ at }) => at > (index ?? -1));
  return next === undefined ? ticket.SLA : next.entry.OldValue;
}

function outcomeOf(span: Span, ticket: SlaTicket, own: readonly HistoryEntry[]): RtSlaOutcome {
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
function resolutionIn(span: Span, ticket: SlaTicket, own: readonly HistoryEntry[]): string | null {
  const during = own.slice((span.from ?? -1) + 1, span.to ?? own.length).filter(({ Type }) => Type === 'Status');
  const isDone = ({ NewValue, Created }: HistoryEntry) =>
    NewValue === RESOLVED || (Created === ticket.Resolved && !GIVEN_UP.has(NewValue ?? ''));
  const last = during.at(-1);
  if (last !== undefined && isDone(last)) return last.Created;
  // What reopened it is also what made RT move the date: until then it was resolved.
  const before = last !== undefined && last === triggerOf(span, own) ? during.at(-2) : undefined;
  return before !== undefined && isDone(before) ? before.Created : null;
}

function answerEnding(span: Span, ticket: SlaTicket, own: readonly HistoryEntry[]): string | null {
  const trigger = triggerOf(span, own);
  const cause = trigger?.Type === 'Status' && trigger.Creator === SCRIP ? messageBefore(trigger, own) : trigger;
  if (cause?.Type !== 'Correspond' || isRequestors(cause, ticket)) return null;
  return cause.Created;
}

/** What made RT move the date: the last thing before that it works dates out after. Undefined when somebody moved it by hand. */
function triggerOf(span: Span, own: readonly HistoryEntry[]): HistoryEntry | undefined {
  if (span.to === null || own[span.to]?.Creator !== SCRIP) return undefined;
  return own.slice(0, span.to).findLast((entry) => TRIGGERS.has(entry.Type) || isSet(entry, 'SLA'));
}

/** RT opens a new ticket by itself when it is answered, before it moves the date. */
function messageBefore(opened: HistoryEntry, own: readonly HistoryEntry[]): HistoryEntry | undefined {
  return own.slice(0, own.indexOf(opened)).findLast((entry) => TRIGGERS.has(entry.Type));
}

function isRequestors({ Creator }: HistoryEntry, { Owner, Requestor }: SlaTicket): boolean {
  const login = Creator.toLowerCase();
  return login !== Owner?.toLowerCase() && Requestor.some((requestor) => requestor.toLowerCase() === login);
}

function isSet(entry: HistoryEntry, field: string): boolean {
  return entry.Type === 'Set' && entry.Field === field;
}
