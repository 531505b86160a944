/** A source of which a plan loads a sample: it is read whole, and only the chosen records, edge cases first, are returned. */
import type { Page, Source } from '../../connectors/port.ts';
import { FatalError } from '../../errors.ts';
import type { Landing } from '../../landing/port.ts';
import { landSampleNote } from '../../landing/sample-note.ts';
import type { LanePlan, LaneRef } from '../../model/run.ts';
import { type Chosen, sampler } from './sampler.ts';

/** What was chosen of a lane, and out of how many. */
export interface Sampled {
  readonly chosen: readonly Chosen[];
  readonly total: number;
}

/** What sampling one lane of a plan needs. `origin` is read from beginning to end, narrowed by the lane's `where`. */
export interface SampledSourceOptions {
  readonly ref: LaneRef;
  readonly lane: LanePlan & { readonly sample: number };
  readonly origin: Source;
  readonly landing: Landing;
  /** Called now and then while the source is read; may throw to stop. */
  readonly heartbeat: () => void;
  /** Keeps what was chosen for the next call; reading everything again gives the same. */
  readonly remember: Map<string, Promise<Sampled>>;
}

/** The cursor after the one page. */
const END = 'sampled';

/** Samples kept in memory: lanes of one level. */
const MOST_KEPT = 8;

/**
 * Returns the sample as one page. Its source count is always null: a lane of which only a part was loaded is never proven.
 * Throws what the source throws.
 */
export function sampledSource(parts: SampledSourceOptions): Source {
  const { origin } = parts;
  const { asset, lastingAssets, installation } = origin;
  return {
    check: () => origin.check(),
    read: (entity, since) => pages(parts, entity, since),
    count: async (entity) => {
      const { chosen, total } = await sampleOf(parts, entity);
      return { count: null, how: `a sample of ${chosen.length} of ${total} records` };
    },
    ...(asset && { asset: (reference: string) => asset.call(origin, reference) }),
    ...(lastingAssets !== undefined && { lastingAssets }),
    ...(installation !== undefined && { installation }),
  };
}

async function* pages(parts: SampledSourceOptions, entity: string, since: string | null): AsyncGenerator<Page> {
  if (since === END) return;
  if (since !== null) {
    throw new FatalError('this cursor was not written by a sample', { code: 'watermark-unknown' });
  }
  const { chosen } = await sampleOf(parts, entity);
  yield { records: chosen.map(({ record }) => record), continuation: END };
}

async function sampleOf(parts: SampledSourceOptions, entity: string): Promise<Sampled> {
  const { remember, ref } = parts;
  const name = `${ref.run}/${ref.lane}`;
  const known = remember.get(name) ?? choose(parts, entity);
  remember.set(name, known);
  const [oldest] = remember.keys();
  if (remember.size > MOST_KEPT && oldest !== undefined) remember.delete(oldest);
  try {
    return await known;
  } catch (error) {
    remember.delete(name);
    throw error;
  }
}

async function choose(
  { lane, origin, heartbeat, landing, ref }: SampledSourceOptions,
  entity: string,
): Promise<Sampled> {
  const sample = sampler(lane.sample);
  for await (const { records } of origin.read(entity, null, lane.where)) {
    heartbeat();
    for (const record of records) sample.add(record);
  }
  const chosen = sample.chosen();
  const why = chosen.map((one) => [one.record.key, one.why] as const);
  await landSampleNote(landing, ref, { total: sample.total, why });
  return { chosen, total: sample.total };
}
