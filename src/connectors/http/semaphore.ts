/** The permits of one system that this program holds, out of those it shares with others, and who waits for one. */
import { setTimeout as wait } from 'node:timers/promises';

/** Where permits are kept for all programs. `src/ledger/rate limit.ts` keeps them in its database. */
export interface PermitStore {
  /** `session` changes when the connection was lost, and every permit with it. */
  take(
    system: string,
    permits: readonly number[],
  ): Promise<{ readonly session: number; readonly permit: number | null }>;
  give(system: string, permit: number): Promise<void>;
  giveIfWanted(system: string, permit: number): Promise<boolean>;
  want(system: string, wanted: 'wanted' | 'enough'): Promise<boolean>;
  turn(system: string, rate: number): Promise<number>;
}

/** Milliseconds a permit is used before others are asked whether they want it. */
const HOLD = 250;
/** Milliseconds after which an unused permit is given back. */
const IDLE = 500;
/** Milliseconds between two looks for a permit; whoever gave one away looks away for longer than that. */
const POLL = 20;

/** A permit in hand. */
export interface Permit {
  readonly number: number;
  readonly session: number;
  /** When it was taken, or others were last asked about it; milliseconds of the clock. */
  since: number;
}

interface Waiter {
  readonly take: (permit: Permit) => void;
  readonly fail: (error: unknown) => void;
}

/** Changed in place by the functions below. */
export interface Semaphore {
  readonly store: PermitStore;
  readonly system: string;
  readonly concurrency: number;
  readonly held: Map<number, Permit>;
  readonly free: Permit[];
  readonly queue: Waiter[];
  session: number;
  seeking: boolean;
}

/** Takes nothing yet. `concurrency` is that of all programs together, which should therefore all give the same. */
export function openSemaphore(store: PermitStore, system: string, concurrency: number): Semaphore {
  return { store, system, concurrency, held: new Map(), free: [], queue: [], session: 0, seeking: false };
}

/** The next permit, in the order of asking. Throws what the store throws. */
export function acquire(permits: Semaphore): Promise<Permit> {
  return new Promise((take, fail) => {
    const permit = permits.free.pop();
    if (permit !== undefined) return take(permit);
    permits.queue.push({ take, fail });
    startSeeking(permits);
  });
}

/** Passes a permit on: to whoever waits here, or to another program that wants one once it was used for a while. */
export function release(permits: Semaphore, permit: Permit): void {
  // Of a connection that is lost: somebody else may have it by now.
  if (permits.held.get(permit.number) !== permit) return;
  if (Date.now() - permit.since < HOLD) offer(permits, permit);
  else passOn(permits, permit).catch(() => lose(permits, permit));
}

/** Whether it is still ours nobody can say; those who wait for it must hear of another one, or of the store's failure. */
function lose(permits: Semaphore, permit: Permit): void {
  if (permits.held.get(permit.number) === permit) permits.held.delete(permit.number);
  if (permits.queue.length > 0) startSeeking(permits);
}

async function passOn(permits: Semaphore, permit: Permit): Promise<void> {
  if (await permits.store.giveIfWanted(permits.system, permit.number)) {
    permits.held.delete(permit.number);
    await wait(3 * POLL);
    if (permits.queue.length > 0) startSeeking(permits);
    return;
  }
  permit.since = Date.now();
  offer(permits, permit);
}

function offer(permits: Semaphore, permit: Permit): void {
  const waiter = permits.queue.shift();
  if (waiter !== undefined) {
    waiter.take(permit);
    return;
  }
  permits.free.push(permit);
  setTimeout(putBack, IDLE, permits, permit).unref();
}

function putBack(permits: Semaphore, permit: Permit): void {
  const at = permits.free.indexOf(permit);
  if (at < 0) return;
  permits.free.splice(at, 1);
  permits.held.delete(permit.number);
  // When the connection is gone, so is the permit.
  permits.store.give(permits.system, permit.number).catch(() => undefined);
}

function startSeeking(permits: Semaphore): void {
  if (permits.seeking) return;
  permits.seeking = true;
  seek(permits)
    .catch((error: unknown) => {
      for (const waiter of permits.queue.splice(0)) waiter.fail(error);
    })
    .finally(() => {
      permits.seeking = false;
      if (hasNeed(permits)) startSeeking(permits);
    });
}

async function seek(permits: Semaphore): Promise<void> {
  const { store, system } = permits;
  let wanting = false;
  while (hasNeed(permits)) {
    if (await takeOne(permits)) continue;
    wanting ||= await store.want(system, 'wanted');
    await wait(POLL + Math.random() * POLL);
  }
  if (wanting) await store.want(system, 'enough');
}

function hasNeed({ queue, held, concurrency }: Semaphore): boolean {
  return queue.length > 0 && held.size < concurrency;
}

async function takeOne(permits: Semaphore): Promise<boolean> {
  const { store, system, concurrency, held } = permits;
  const others = Array.from({ length: concurrency }, (_, number) => number).filter((number) => !held.has(number));
  const taken = await store.take(system, shuffled(others));
  if (taken.session !== permits.session) forget(permits, taken.session);
  if (taken.permit === null) return false;
  const permit = { number: taken.permit, session: taken.session, since: Date.now() };
  held.set(permit.number, permit);
  offer(permits, permit);
  return true;
}

/** A lost connection took every permit with it; those in use end with their calls. */
function forget(permits: Semaphore, session: number): void {
  permits.session = session;
  for (const [number, permit] of permits.held) if (permit.session !== session) permits.held.delete(number);
  permits.free.splice(0, permits.free.length, ...permits.free.filter((permit) => permit.session === session));
}

/** So that programs don't all try the same permit first. */
function shuffled(numbers: readonly number[]): readonly number[] {
  return numbers
    .map((number) => ({ number, at: Math.random() }))
    .sort((one, other) => one.at - other.at)
    .map(({ number }) => number);
}
