/**
 * A semaphore that all programs share: of so many permits for calls to one system, this program holds some. A permit is
 * kept between calls, since taking one costs a query, and passed on when another program waits for it.
 */
import { setTimeout as wait } from 'node:timers/promises';

/**
 * Where permits are kept for all programs. `src/ledger/runs/rate-limit.ts` keeps them as locks of PostgreSQL, all of which
 * the server releases when the connection ends.
 *
 * ```ts
 * const { permit, session } = await store.take('https://rt.example.com/', [0, 1, 2]); // one that is free, or null
 * if (permit === null) await store.want('https://rt.example.com/', 'wanted'); // others release theirs sooner
 * else await store.release('https://rt.example.com/', permit);
 * ```
 */
export interface PermitStore {
  /** Takes one of these permits. `session` is another one after the connection was lost, and all permits with it. */
  take(
    system: string,
    permits: readonly number[],
  ): Promise<{ readonly session: number; readonly permit: number | null }>;
  release(system: string, permit: number): Promise<void>;
  /** Releases the permit if another program wants one; says whether it did. */
  releaseIfWanted(system: string, permit: number): Promise<boolean>;
  /** Announces to the other programs whether this one waits for a permit; says whether it could. */
  want(system: string, wanted: 'wanted' | 'enough'): Promise<boolean>;
  /** Reserves the next call at so many a second, and says in how many milliseconds it may start. */
  reserve(system: string, rate: number): Promise<number>;
}

/** Milliseconds that a permit is used before another program may have it. */
const HOLD = 250;
/** Milliseconds after which an unused permit is released. */
const IDLE = 500;
/** Milliseconds between two attempts to take a permit; whoever released one to another program waits longer than that. */
const POLL = 20;

/** One permit that this program holds. */
export interface Permit {
  readonly number: number;
  readonly session: number;
  /** When it was taken, or when the store was last asked whether it is wanted; milliseconds of the clock. */
  since: number;
}

interface Waiter {
  readonly take: (permit: Permit) => void;
  readonly fail: (error: unknown) => void;
}

/** This program's permits of one system. Changed in place by the functions below. */
export interface Semaphore {
  readonly store: PermitStore;
  readonly system: string;
  /** Permits there are, over all programs. */
  readonly concurrency: number;
  readonly held: Map<number, Permit>;
  /** Held, but not in use. */
  readonly free: Permit[];
  readonly queue: Waiter[];
  session: number;
  /** Whether permits are being taken from the store at present. */
  seeking: boolean;
}

/** Takes nothing yet. `concurrency` is that of all programs together, which should therefore all give the same. */
export function openSemaphore(store: PermitStore, system: string, concurrency: number): Semaphore {
  return { store, system, concurrency, held: new Map(), free: [], queue: [], session: 0, seeking: false };
}

/** The next permit, in the order of asking. Throws what the store throws. */
export function acquire(semaphore: Semaphore): Promise<Permit> {
  return new Promise((take, fail) => {
    const permit = semaphore.free.pop();
    if (permit !== undefined) return take(permit);
    semaphore.queue.push({ take, fail });
    startSeeking(semaphore);
  });
}

/** Passes a permit on: to the next waiter of this program, or, once it was used for a while, to another program. */
export function release(semaphore: Semaphore, permit: Permit): void {
  // Lost with its connection: another program may have it by now.
  if (semaphore.held.get(permit.number) !== permit) return;
  if (Date.now() - permit.since < HOLD) offer(semaphore, permit);
  else passOn(semaphore, permit).catch(() => lose(semaphore, permit));
}

/** After an error of the store: the permit counts as lost, and waiters get another one, or the store's error. */
function lose(semaphore: Semaphore, permit: Permit): void {
  if (semaphore.held.get(permit.number) === permit) semaphore.held.delete(permit.number);
  if (semaphore.queue.length > 0) startSeeking(semaphore);
}

async function passOn(semaphore: Semaphore, permit: Permit): Promise<void> {
  if (await semaphore.store.releaseIfWanted(semaphore.system, permit.number)) {
    semaphore.held.delete(permit.number);
    await wait(3 * POLL);
    if (semaphore.queue.length > 0) startSeeking(semaphore);
    return;
  }
  permit.since = Date.now();
  offer(semaphore, permit);
}

function offer(semaphore: Semaphore, permit: Permit): void {
  const waiter = semaphore.queue.shift();
  if (waiter !== undefined) {
    waiter.take(permit);
    return;
  }
  semaphore.free.push(permit);
  setTimeout(releaseIdle, IDLE, semaphore, permit).unref();
}

function releaseIdle(semaphore: Semaphore, permit: Permit): void {
  const at = semaphore.free.indexOf(permit);
  if (at < 0) return;
  semaphore.free.splice(at, 1);
  semaphore.held.delete(permit.number);
  // If the connection is lost, the permit is released already.
  semaphore.store.release(semaphore.system, permit.number).catch(() => undefined);
}

function startSeeking(semaphore: Semaphore): void {
  if (semaphore.seeking) return;
  semaphore.seeking = true;
  seek(semaphore)
    .catch((error: unknown) => {
      for (const waiter of semaphore.queue.splice(0)) waiter.fail(error);
    })
    .finally(() => {
      semaphore.seeking = false;
      if (needsMore(semaphore)) startSeeking(semaphore);
    });
}

/** Takes permits from the store until every waiter has one, or this program holds them all. */
async function seek(semaphore: Semaphore): Promise<void> {
  const { store, system } = semaphore;
  let wanting = false;
  while (needsMore(semaphore)) {
    if (await takeOne(semaphore)) continue;
    wanting ||= await store.want(system, 'wanted');
    await wait(POLL + Math.random() * POLL);
  }
  if (wanting) await store.want(system, 'enough');
}

function needsMore({ queue, held, concurrency }: Semaphore): boolean {
  return queue.length > 0 && held.size < concurrency;
}

async function takeOne(semaphore: Semaphore): Promise<boolean> {
  const { store, system, concurrency, held } = semaphore;
  const others = Array.from({ length: concurrency }, (_, number) => number).filter((number) => !held.has(number));
  const taken = await store.take(system, shuffled(others));
  if (taken.session !== semaphore.session) forget(semaphore, taken.session);
  if (taken.permit === null) return false;
  const permit = { number: taken.permit, session: taken.session, since: Date.now() };
  held.set(permit.number, permit);
  offer(semaphore, permit);
  return true;
}

/** Drops the permits of a lost connection; calls that are using one run to their end. */
function forget(semaphore: Semaphore, session: number): void {
  semaphore.session = session;
  for (const [number, permit] of semaphore.held) if (permit.session !== session) semaphore.held.delete(number);
  semaphore.free.splice(0, semaphore.free.length, ...semaphore.free.filter((permit) => permit.session === session));
}

/** So that programs don't all try to take the same permit first. */
function shuffled(numbers: readonly number[]): readonly number[] {
  return numbers
    .map((number) => ({ number, at: Math.random() }))
    .sort((one, other) => one.at - other.at)
    .map(({ number }) => number);
}
