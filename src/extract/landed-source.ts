/** A source made of landed records: a run over it loads them again without reading the system they came from. */
import type { Page, Source } from '../connectors/port.ts';
import { FatalError } from '../errors.ts';
import { readBatch } from '../landing/batch.ts';
import type { Landing } from '../landing/port.ts';
import type { RunsLedger } from '../ledger/runs/port.ts';
import type { LandedLines } from '../ledger/runs/rows.ts';
import type { SourceRecord } from '../model/record.ts';
import type { LaneRef, Watermark } from '../model/run.ts';

/** Of one lane of a run whose wanted records the ledger pinned. Nothing of it is closed. */
export interface LandedLane {
  readonly ref: LaneRef;
  readonly ledger: Pick<RunsLedger, 'wantedLines' | 'countWanted'>;
  readonly landing: Landing;
  /** The system itself: only asked for assets that aren't in the target yet. */
  readonly origin: Pick<Source, 'asset' | 'installation'>;
}

/**
 * Reads the records that the run pinned when it started, each in its newest version, batch by batch in the order they
 * landed. The hash of a batch is verified before a record of it is used. Throws FatalError `landing-damaged`,
 * `landing-missing`.
 */
export function landedSource({ ref, ledger, landing, origin }: LandedLane): Source {
  const { asset, installation } = origin;
  return {
    check: async () => ({ kind: 'landing', version: null, entities: [], findings: [] }),
    read: (_entity, since) => pages({ ref, ledger, landing }, since),
    count: async () => ({ count: await ledger.countWanted(ref), how: 'records wanted of the landing' }),
    ...(asset && { asset: (reference: string) => asset.call(origin, reference) }),
    // An old record keeps the assets that it had when it was read, whatever the source holds by now.
    lastingAssets: true,
    ...(installation !== undefined && { installation }),
  };
}

async function* pages(lane: Omit<LandedLane, 'origin'>, since: Watermark): AsyncGenerator<Page> {
  let position = since === null ? null : parsePosition(since);
  for (;;) {
    const wanted = await lane.ledger.wantedLines(lane.ref, position);
    if (wanted === undefined) return;
    position = wanted.position;
    yield { records: await recordsOf(lane.landing, wanted), continuation: `${position.run}/${position.sequence}` };
  }
}

async function recordsOf(landing: Landing, { batch, lines }: LandedLines): Promise<readonly SourceRecord[]> {
  const records = await readBatch(landing, batch);
  return lines.flatMap((line) => records[line - 1] ?? []);
}

function parsePosition(since: string): LandedLines['position'] {
  const [, run, sequence] = /^(\d+)\/(\d+)$/.exec(since) ?? [];
  if (run !== undefined && sequence !== undefined) return { run: Number(run), sequence: Number(sequence) };
  throw new FatalError('this watermark was not written by a run over the landing', { code: 'watermark-unknown' });
}
