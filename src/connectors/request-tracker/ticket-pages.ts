/** The pages of tickets: sweeps and feed give numbers in groups, and each page says which group comes next, so that a page read again holds the same. */
import type { JsonObject } from '../../model/json.ts';
import type { Page, Where } from '../port.ts';
import { followFeed } from './feed.ts';
import { deletedNumbers, narrowed, rowsOf, ticketsIn, urgent } from './scope.ts';
import { readTicket, type TicketTools } from './ticket.ts';
import { formatTicketCursor, type TicketCursor } from './ticket-cursor.ts';
import type { FetchedTicket } from './ticket-record.ts';

/** Tickets whose details are fetched side by side, as the rate limit lets them. */
const PAGE = 25;

/** The cursor without the tickets to be read next. */
type Progress = Omit<TicketCursor, 'todo'>;

/** Numbers to be read, and the progress once they are. */
interface Group {
  readonly ids: readonly number[];
  readonly progress: Progress;
}

/** One pass over the tickets: its tools, its scope, and what it has read so far. */
interface Pass {
  readonly tools: TicketTools;
  readonly where: Where;
  /** `ticket:transaction`, of those newer than the beginning. */
  readonly seen: Set<string>;
  /** Numbers that are listed and not yet read. */
  readonly waiting: Set<string>;
}

/** Every page from a cursor on. The continuation after the last one is the position in the feed where a delta begins. */
export async function* pagesFrom(tools: TicketTools, from: TicketCursor, where: Where): AsyncGenerator<Page> {
  const pass: Pass = { tools, where, seen: new Set(), waiting: new Set(from.todo?.map(String)) };
  const { todo: given, ...progress } = from;
  const groups = groupsFrom(pass, progress);
  let todo: readonly number[] | null = given;
  for (;;) {
    const next = await groups.next();
    const after = next.done ? { ids: [], progress: next.value } : next.value;
    for (const id of after.ids) pass.waiting.add(String(id));
    const records = todo === null ? [] : await recordsOf(pass, todo.map(String), progress.from);
    yield { records, continuation: formatTicketCursor({ ...after.progress, todo: [...after.ids] }) };
    todo = after.ids;
    if (next.done) return;
  }
}

async function recordsOf(pass: Pass, ids: readonly string[], from: number) {
  const rows = await rowsOf(pass.tools.api, ticketsIn(pass.where), ids);
  const fetched = await Promise.all(ids.map((id) => readTicket(pass.tools, id, rows.get(id))));
  ids.forEach((id, index) => {
    pass.waiting.delete(id);
    for (const transaction of fetched[index]?.seen ?? []) {
      if (transaction > from) pass.seen.add(`${id}:${transaction}`);
    }
  });
  return fetched.flatMap((one) => (one !== undefined && belongs(pass, one, rows) ? [one.record] : []));
}

/** RT can't say of a ticket that no search finds whether it is in the scope; a deleted one belongs, so that a copy of it is updated. */
function belongs({ where }: Pass, { record, status }: FetchedTicket, rows: ReadonlyMap<string, JsonObject>): boolean {
  return where === null || rows.has(record.key) || status === 'deleted' || record.problem !== undefined;
}

async function* groupsFrom(pass: Pass, from: Progress): AsyncGenerator<Group, Progress> {
  let progress = from;
  if (progress.phase === 'first') {
    yield* numbered(firstNumbers(pass, progress), progress);
    progress = { ...progress, phase: 'rest', after: 0 };
  }
  if (progress.phase === 'rest') {
    yield* numbered(otherNumbers(pass, progress), progress);
    progress = { ...progress, phase: 'lost', after: 0 };
  }
  if (progress.phase === 'lost') {
    yield* numbered(lostNumbers(pass, progress), progress);
    progress = { ...progress, phase: 'feed', after: 0 };
  }
  return yield* changedNumbers(pass, progress);
}

/** Cuts rising numbers into groups. */
async function* numbered(lists: AsyncIterable<readonly number[]>, progress: Progress): AsyncGenerator<Group> {
  let held: number[] = [];
  for await (const list of lists) {
    held.push(...list);
    while (held.length >= PAGE) {
      const ids = held.slice(0, PAGE);
      held = held.slice(PAGE);
      yield { ids, progress: { ...progress, after: ids.at(-1) ?? progress.after } };
    }
  }
  if (held.length > 0) yield { ids: held, progress: { ...progress, after: held.at(-1) ?? progress.after } };
}

async function* firstNumbers({ tools, where }: Pass, { after, fresh }: Progress): AsyncGenerator<readonly number[]> {
  const search = narrowed(ticketsIn(where), urgent(fresh));
  for await (const rows of tools.api.sweep({ ...search, fields: [], after })) yield rows.map(({ id }) => Number(id));
}

/**
 * A complete sweep that leaves out what is urgent, asked page by page: `urgent` has no opposite that RT would understand
 * for every status. What turns urgent in between has a transaction for it, and comes by the feed.
 */
async function* otherNumbers({ tools, where }: Pass, { after, fresh }: Progress): AsyncGenerator<readonly number[]> {
  const search = ticketsIn(where);
  for await (const rows of tools.api.sweep({ ...search, fields: [], after })) {
    const ids = rows.map(({ id }) => Number(id));
    const within = `id >= ${ids[0] ?? 0} AND id <= ${ids.at(-1) ?? 0}`;
    const early = new Set<number>();
    for await (const some of tools.api.sweep({ ...narrowed(narrowed(search, urgent(fresh)), within), fields: [] })) {
      for (const { id } of some) early.add(Number(id));
    }
    yield ids.filter((id) => !early.has(id));
  }
}

async function* lostNumbers({ tools, where }: Pass, { after }: Progress): AsyncGenerator<readonly number[]> {
  if (where !== null) return;
  yield (await deletedNumbers(tools.api)).map(Number).filter((id) => id > after);
}

async function* changedNumbers(pass: Pass, progress: Progress): AsyncGenerator<Group, Progress> {
  const isKnown = (ticket: string, transaction: number) =>
    pass.waiting.has(ticket) || pass.seen.has(`${ticket}:${transaction}`);
  const feed = followFeed(pass.tools.api, progress, { size: PAGE, isKnown });
  for (;;) {
    const { value, done } = await feed.next();
    if (done) return { ...progress, ...value };
    yield { ids: value.tickets.map(Number), progress: { ...progress, ...value.position } };
  }
}
