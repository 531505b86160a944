/** The note on a plan's sample as it lies on disk: which records were chosen of a lane, why, and out of how many. */
import { z } from 'zod';
import type { LaneRef } from '../model/run.ts';
import { sampleAddress } from './addresses.ts';
import type { Landing } from './port.ts';

/** Keys and reasons, no record contents. */
export interface SampleNote {
  readonly total: number;
  /** Why each record was chosen, by its key. */
  readonly why: readonly (readonly [key: string, why: string])[];
}

const note = z.object({ total: z.number().int().nonnegative() });

/** Lands the note unless there is one: choosing again gives the same. */
export async function landSampleNote(
  landing: Pick<Landing, 'putIfAbsent'>,
  ref: LaneRef,
  sample: SampleNote,
): Promise<void> {
  await landing.putIfAbsent(sampleAddress(ref), new TextEncoder().encode(`${JSON.stringify(sample)}\n`));
}

/** How many records there were to choose from; null when there is no note: nothing was chosen from then. */
export async function readSampleTotal(landing: Pick<Landing, 'find'>, ref: LaneRef): Promise<number | null> {
  const bytes = await landing.find(sampleAddress(ref));
  return bytes === undefined ? null : note.parse(JSON.parse(new TextDecoder().decode(bytes))).total;
}
