/** The texts of released versions, kept in `released/` beside the lock, so that a change can be explained. */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { weightOf } from '../mapping/versions/change.ts';
import { driftOf, lockEntry } from '../mapping/versions/lock.ts';
import { nextVersion } from '../mapping/versions/version.ts';
import { sha256 } from '../sha256.ts';
import { changesBetween } from './changes-between.ts';
import type { MappingDirectory } from './mapping-directory.ts';
import { type MappingFile, shownIn } from './mapping-file.ts';
import { readUtf8 } from './utf8.ts';

/** Keeps the text of a version that is being released. Safe to repeat: the same version has the same text. */
export async function keepReleased({ dir }: MappingDirectory, { mapping, text }: MappingFile): Promise<void> {
  await mkdir(path.join(dir, 'released'), { recursive: true });
  await writeFile(path.join(dir, releasedName(mapping.name, mapping.version)), text);
}

/** The text that was released under a version; null when nobody kept it. */
async function releasedText(dir: MappingDirectory, name: string, version: string): Promise<string | null> {
  const kept = releasedName(name, version);
  return dir.names.includes(kept) ? readUtf8(path.join(dir.dir, kept), shownIn(dir, kept)) : null;
}

/** What differs from the version in the lock, and which version to give it. */
export async function explainDrift(dir: MappingDirectory, { mapping, file, text }: MappingFile): Promise<string> {
  const { name, version } = mapping;
  const locked = dir.lock?.get(name)?.get(version);
  const parts = locked === undefined ? [] : driftOf(locked, lockEntry(mapping, sha256));
  const what = parts.map((part) => PARTS[part]).join(' and ');
  const before = await releasedText(dir, name, version);
  const changes = before === null ? null : changesBetween({ file: `${name}@${version}`, text: before }, { file, text });
  // A table's rows or a contract can change what comes out while the file stays the same.
  const weight = changes === null || (changes.length === 0 && before === text) ? 'minor' : weightOf(changes);
  const words = (changes ?? []).map(({ kind, part }) => `${kind} ${part}`).join(', ');
  const why = words === '' ? '' : ` (${words})`;
  return `${file}: ${name} ${version} is released, and ${what}${why}. Give it ${nextVersion(version, weight)}.`;
}

const PARTS = {
  content: 'its file or a table of it says something else now',
  source: 'it reads another shape now',
  contract: 'the console takes another shape now',
} as const;

function releasedName(name: string, version: string): string {
  return `released/${name}@${version}.yaml`;
}
