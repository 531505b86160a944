/** The golden records beside mappings: which files there are, what they hold, and taking results over as what should be. */
import { rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { UsageError } from '../errors.ts';
import { type GoldenOutcome, readGolden, runGolden, writeGolden } from '../mapping/examples/golden.ts';
import { MappingError } from '../mapping/mapping-error.ts';
import type { MappingDirectory } from './mapping-directory.ts';
import { shownIn } from './mapping-file.ts';
import { readUtf8 } from './utf8.ts';

/** A golden file and how its records come out. */
export interface GoldenFile {
  /** As messages name it. */
  readonly file: string;
  /** Absolute. */
  readonly path: string;
  readonly mapping: string;
  readonly outcomes: readonly GoldenOutcome[];
}

/** Runs `golden/MAPPING.json` (or `.ndjson`) of every mapping in use. Throws UsageError `golden-invalid` for a file that can't be read or belongs to no mapping. */
export async function goldenFiles(dir: MappingDirectory): Promise<readonly GoldenFile[]> {
  const names = dir.names.filter((name) => /^golden\/[^/]+\.(nd)?json$/.test(name));
  return Promise.all(names.map((name) => goldenFile(dir, name)));
}

async function goldenFile(dir: MappingDirectory, name: string): Promise<GoldenFile> {
  const file = shownIn(dir, name);
  const wanted = path.posix.basename(name).replace(/\.(nd)?json$/, '');
  const found = dir.used.find(({ mapping }) => mapping.name === wanted);
  if (found === undefined) {
    const known = dir.used.map(({ mapping }) => mapping.name).join(', ');
    const hint = `a golden file is named after its mapping; here are ${known}`;
    throw new UsageError(`${file} belongs to no mapping`, { code: 'golden-invalid', at: file, hint });
  }
  const full = path.join(dir.dir, name);
  const text = await readUtf8(full, file);
  try {
    return { file, path: full, mapping: wanted, outcomes: runGolden(found.mapping, readGolden(file, text)) };
  } catch (error) {
    if (error instanceof MappingError)
      throw new UsageError(error.message, { code: 'golden-invalid', at: file, cause: error });
    throw error;
  }
}

/** Writes the results as what should be. The file is whole at every moment. */
export async function takeOver(golden: GoldenFile): Promise<void> {
  const half = `${golden.path}.new`;
  await writeFile(half, writeGolden(golden.file, golden.outcomes));
  await rename(half, golden.path);
}
