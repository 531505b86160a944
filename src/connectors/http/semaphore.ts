/** The slots of one system that this program holds, out of those it shares with others, and who waits for one. */
import { setTimeout as wait } from 'node:timers/promises';

/** Where slots are kept for all programs. `src/ledger/pace.ts` keeps them in its database. */
export interface SlotStore {
  /** `session` changes when the connection was lost, and every slot with it. */
  take(system: string, slots: readonly number[]): Promise<{ readonly session: number; readonly slot: number | null }>;
  give(system: string, slot: number): Promise<void>;
  giveIfWanted(system: string, slot: number): Promise<boolean>;
  want(system: string, wanted: 'wanted' | 'enough'): Promise<boolean>;
  turn(system: string, rate: number): Promise<number>;
}

/** Milliseconds a slot is used before others are asked whether they want it. */
const HOLD = 250;
/** Milliseconds after which an unused slot is given back. */
const IDLE = 500;
/** Milliseconds between two looks for a slot; whoever gave one away looks away for longer than that. */
const POLL = 20;

/** A slot in hand. */
export interface Slot {
  readonly number: number;
  readonly session: number;
  /** When it was taken, or others were last asked about it; milliseconds of the clock. */
  since: number;
}

interface Waiter {
  readonly take: (slot: Slot) => void;
  readonly fail: (error: unknown) => void;
}

/** Changed in place by the functions below. */
export interface Slots {
  readonly store: SlotStore;
  readonly system: string;
  readonly concurrency: number;
  readonly held: Map<number, Slot>;
  readonly free: Slot[];
  readonly queue: Waiter[];
  session: number;
  seeking: boolean;
}

/** Takes nothing yet. `concurrency` is that of all programs together, which should therefore all give the same. */
export function openSlots(store: SlotStore, system: string, concurrency: number): Slots {
  return { store, system, concurrency, held: new Map(), free: [], queue: [], session: 0, seeking: false };
}

/** The next slot, in the order of asking. Throws what the store throws. */
export function acquire(slots: Slots): Promise<Slot> {
  return new Promise((take, fail) => {
    const slot = slots.free.pop();
    if (slot !== undefined) return take(slot);
    slots.queue.push({ take, fail });
    startSeeking(slots);
  });
}

/** Passes a slot on: to whoever waits here, or to another program that wants one once it was used for a while. */
export function release(slots: Slots, slot: Slot): void {
  // Of a connection that is lost: somebody else may have it by now.
  if (slots.held.get(slot.number) !== slot) return;
  if (Date.now() - slot.since < HOLD) offer(slots, slot);
  else passOn(slots, slot).catch(() => lose(slots, slot));
}

/** Whether it is still ours nobody can say; those who wait for it must hear of another one, or of the store's failure. */
function lose(slots: Slots, slot: Slot): void {
  if (slots.held.get(slot.number) === slot) slots.held.delete(slot.number);
  if (slots.queue.length > 0) startSeeking(slots);
}

async function passOn(slots: Slots, slot: Slot): Promise<void> {
  if (await slots.store.giveIfWanted(slots.system, slot.number)) {
    slots.held.delete(slot.number);
    await wait(3 * POLL);
    if (slots.queue.length > 0) startSeeking(slots);
    return;
  }
  slot.since = Date.now();
  offer(slots, slot);
}

function offer(slots: Slots, slot: Slot): void {
  const waiter = slots.queue.shift();
  if (waiter !== undefined) {
    waiter.take(slot);
    return;
  }
  slots.free.push(slot);
  setTimeout(putBack, IDLE, slots, slot).unref();
}

function putBack(slots: Slots, slot: Slot): void {
  const at = slots.free.indexOf(slot);
  if (at < 0) return;
  slots.free.splice(at, 1);
  slots.held.delete(slot.number);
  // When the connection is gone, so is the slot.
  slots.store.give(slots.system, slot.number).catch(() => undefined);
}

function startSeeking(slots: Slots): void {
  if (slots.seeking) return;
  slots.seeking = true;
  seek(slots)
    .catch((error: unknown) => {
      for (const waiter of slots.queue.splice(0)) waiter.fail(error);
    })
    .finally(() => {
      slots.seeking = false;
      if (hasNeed(slots)) startSeeking(slots);
    });
}

async function seek(slots: Slots): Promise<void> {
  const { store, system } = slots;
  let wanting = false;
  while (hasNeed(slots)) {
    if (await takeOne(slots)) continue;
    wanting ||= await store.want(system, 'wanted');
    await wait(POLL + Math.random() * POLL);
  }
  if (wanting) await store.want(system, 'enough');
}

function hasNeed({ queue, held, concurrency }: Slots): boolean {
  return queue.length > 0 && held.size < concurrency;
}

async function takeOne(slots: Slots): Promise<boolean> {
  const { store, system, concurrency, held } = slots;
  const others = Array.from({ length: concurrency }, (_, number) => number).filter((number) => !held.has(number));
  const taken = await store.take(system, shuffled(others));
  if (taken.session !== slots.session) forget(slots, taken.session);
  if (taken.slot === null) return false;
  const slot = { number: taken.slot, session: taken.session, since: Date.now() };
  held.set(slot.number, slot);
  offer(slots, slot);
  return true;
}

/** A lost connection took every slot with it; those in use end with their calls. */
function forget(slots: Slots, session: number): void {
  slots.session = session;
  for (const [number, slot] of slots.held) if (slot.session !== session) slots.held.delete(number);
  slots.free.splice(0, slots.free.length, ...slots.free.filter((slot) => slot.session === session));
}

/** So that programs don't all try the same slot first. */
function shuffled(numbers: readonly number[]): readonly number[] {
  return numbers
    .map((number) => ({ number, at: Math.random() }))
    .sort((one, other) => one.at - other.at)
    .map(({ number }) => number);
}
