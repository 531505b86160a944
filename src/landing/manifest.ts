/** The manifest beside each landed batch: its existence is what makes the batch landed. */
import type { BatchRef } from '../model/batch.ts';
import type { LaneRef, Watermark } from '../model/run.ts';
import { manifestAddress } from './addresses.ts';
import type { Landing } from './port.ts';

/** Stored as JSON and written once, by whichever attempt came first. No record contents. */
export interface Manifest extends BatchRef {
  /** Where reading goes on after this batch. */
  readonly continuation: Watermark;
  /** Whether it is the lane's last. */
  readonly done: boolean;
}

/** The manifest of a batch, or undefined when it hasn't landed. */
export async function readManifest(
  landing: Pick<Landing, 'find'>,
  ref: LaneRef,
  sequence: number,
): Promise<Manifest | undefined> {
  const bytes = await landing.find(manifestAddress(ref, sequence));
  return bytes === undefined ? undefined : JSON.parse(new TextDecoder().decode(bytes));
}

/** Writes a manifest unless there is one, and returns the one that holds. */
export async function writeManifest(
  landing: Pick<Landing, 'find' | 'putIfAbsent'>,
  ref: LaneRef,
  manifest: Manifest,
): Promise<Manifest> {
  const address = manifestAddress(ref, manifest.sequence);
  const stored = await landing.putIfAbsent(address, new TextEncoder().encode(`${JSON.stringify(manifest)}\n`));
  if (stored === 'stored') return manifest;
  return (await readManifest(landing, ref, manifest.sequence)) ?? manifest;
}
