/** The manifest beside each landed batch: its existence is what makes the batch landed. */
import type { BatchRef } from '../model/batch.ts';
import type { Watermark } from '../model/run.ts';
import type { LaneDeps } from './deps.ts';

/** Lies in the landing as JSON, written once: whichever attempt came first. No record contents. */
export interface Manifest extends BatchRef {
  /** Where reading goes on after this batch. */
  readonly continuation: Watermark;
  /** Whether it is the lane's last. */
  readonly done: boolean;
}

/** The manifest of a batch, or undefined when it hasn't landed. */
export async function readManifest(deps: LaneDeps, sequence: number): Promise<Manifest | undefined> {
  const bytes = await deps.landing.find(addressOf(deps, sequence));
  return bytes === undefined ? undefined : JSON.parse(new TextDecoder().decode(bytes));
}

/** Writes a manifest unless there is one, and returns the one that holds. */
export async function writeManifest(deps: LaneDeps, manifest: Manifest): Promise<Manifest> {
  const address = addressOf(deps, manifest.sequence);
  const stored = await deps.landing.putIfAbsent(address, new TextEncoder().encode(`${JSON.stringify(manifest)}\n`));
  if (stored === 'stored') return manifest;
  return (await readManifest(deps, manifest.sequence)) ?? manifest;
}

function addressOf({ run, lane }: LaneDeps, sequence: number): string {
  return `${run.run}/${lane.lane}/${String(sequence).padStart(6, '0')}.json`;
}
