/** Progress as people enjoy it: one line an entity that redraws itself on a terminal, a plain line now and then elsewhere. */
import { createLogUpdate } from 'log-update';
import pc from 'picocolors';
import type { LaneProgress } from '../../ledger/runs/rows.ts';
import type { Observation, Retrying } from '../../runs/watch.ts';
import type { Output } from './output.ts';
import { duration, number } from './table.ts';
import { pad } from './width.ts';

/** Milliseconds between plain lines on counts; what is waited for is shown at once. */
const PLAIN_EVERY = 10_000;
const BAR = 20;

/** Shows a run while it is watched. `end` before anything else is printed. */
export interface Progress {
  show(seen: Observation): void;
  trouble(message: string): void;
  /** Leaves what was shown last on the screen and gives the terminal back. */
  end(): void;
}

/** `now` in milliseconds, for the time that went by. */
export function openProgress(output: Output, now: () => number): Progress {
  return output.live ? liveProgress(output, now) : plainProgress(output, now);
}

/** Lines too long for the terminal are wrapped; of more lines than it has rows, the last are shown. */
function liveProgress(output: Output, now: () => number): Progress {
  const started = now();
  const draw = createLogUpdate(output.people, { showCursor: true });
  return {
    show: (seen) => draw(progressLines(seen, (now() - started) / 1000, output.asTyped).join('\n')),
    trouble: (message) => draw(`waiting: ${message}`),
    end: draw.done,
  };
}

/** A line when something changed: waits at once, counts now and then, and nothing while nothing happens. */
function plainProgress(output: Output, now: () => number): Progress {
  const started = now();
  let last = { at: Number.NEGATIVE_INFINITY, counts: '', waits: '' };
  const write = (counts: string, waits: string) => {
    const due = waits !== last.waits || now() - last.at >= PLAIN_EVERY;
    if (!due || (counts === last.counts && waits === last.waits)) return;
    last = { at: now(), counts, waits };
    output.note([`${duration((now() - started) / 1000)}: ${counts}`, waits].filter((part) => part !== '').join('; '));
  };
  return {
    show: (seen) => write(plainCounts(seen.lanes), plainWaits(seen, output.asTyped)),
    trouble: (message) => write(last.counts || STARTING, `waiting: ${message}`),
    end: () => undefined,
  };
}

/** A bar, counts, rate and time left per entity, and below what is being waited for. */
export function progressLines(seen: Observation, seconds: number, asTyped: Output['asTyped'] = String): string[] {
  const entities = byEntity(seen.lanes);
  const wide = Math.max(8, ...entities.map(({ entity }) => entity.length));
  const lines = entities.map((entity) => entityLine(entity, wide, seconds));
  return [...lines, ...needLines(seen, asTyped), ...retryLines(seen.retrying)];
}

interface EntityProgress {
  readonly entity: string;
  readonly total: number | null;
  readonly read: number;
  readonly done: number;
  readonly mapped: number;
  readonly loaded: number;
  readonly quarantined: number;
}

function byEntity(lanes: readonly LaneProgress[]): EntityProgress[] {
  return [...new Set(lanes.map(({ entity }) => entity))].map((entity) => {
    const own = lanes.filter((lane) => lane.entity === entity);
    const sum = (of: (lane: LaneProgress) => number) => own.reduce((total, lane) => total + of(lane), 0);
    const quarantined = sum(({ outcomes }) => outcomes.quarantined);
    const done = sum(({ loaded }) => loaded);
    return {
      entity,
      total: own.every(({ sourceCount }) => typeof sourceCount?.count === 'number')
        ? sum(({ sourceCount }) => sourceCount?.count ?? 0)
        : null,
      read: sum(({ enumerated }) => enumerated),
      done,
      mapped: done - quarantined - sum(({ outcomes }) => outcomes.excluded),
      loaded: sum(({ outcomes }) => outcomes.created + outcomes.updated + outcomes.unchanged),
      quarantined,
    };
  });
}

function entityLine(entity: EntityProgress, wide: number, seconds: number): string {
  const total = entity.total ?? entity.read;
  const share = total === 0 ? 0 : Math.min(1, entity.done / total);
  const filled = Math.round(share * BAR);
  const bar = pc.cyan('█'.repeat(filled)) + pc.dim('░'.repeat(BAR - filled));
  const counts = [
    `read ${number(entity.read)}`,
    `mapped ${number(entity.mapped)}`,
    `loaded ${number(entity.loaded)}`,
    ...(entity.quarantined > 0 ? [pc.yellow(`quarantined ${number(entity.quarantined)}`)] : []),
  ];
  return `${pad(entity.entity, wide)} ${bar} ${counts.join(' · ')}${pc.dim(rateLimitOf(entity, total, seconds))}`;
}

function rateLimitOf({ done }: EntityProgress, total: number, seconds: number): string {
  if (done === 0 || seconds < 1 || done >= total) return '';
  const rate = done / seconds;
  return ` · ${number(Math.round(rate))}/s · ${duration((total - done) / rate)} left`;
}

function needLines({ status }: Observation, asTyped: Output['asTyped']): string[] {
  const needs = status?.lanes.flatMap(({ lane, need }) => (need === null ? [] : [{ lane, need }])) ?? [];
  const paused = status?.paused === true ? [pc.yellow(asTyped('paused: ferry resume'))] : [];
  return [...paused, ...needs.map(({ lane, need }) => pc.yellow(`${lane} waits for you: ${need.message}`))];
}

function retryLines(retrying: readonly Retrying[]): string[] {
  const lines = retrying.map(
    ({ of, what, attempt, message }) => `${of}: ${what} is tried again (${attempt}): ${message}`,
  );
  return lines.map((line) => pc.dim(line));
}

const STARTING = 'starting';

/** How far the entities are that anything was read of, on one line. */
export function plainCounts(lanes: readonly LaneProgress[]): string {
  const parts = byEntity(lanes)
    .filter(({ read }) => read > 0)
    .map(({ entity, done, total, read, quarantined }) => {
      const aside = quarantined > 0 ? ` (${number(quarantined)} quarantined)` : '';
      return `${entity} ${number(done)}/${number(total ?? read)}${aside}`;
    });
  return parts.join(', ') || STARTING;
}

/** What is waited for, on one line. Several batches that wait for the same are one wait, and its attempts are not counted. */
export function plainWaits(seen: Observation, asTyped: Output['asTyped'] = String): string {
  const retries = seen.retrying.map(({ of, what, message }) => `${of}: ${what} is tried again: ${message}`);
  return [...needLines(seen, asTyped), ...new Set(retries)].join('; ');
}
