/** The migrations of a schema up to a certain one, as a database has them that wasn't opened since. */
import { cp, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** A folder of its own with those before `file`; the caller removes it. */
export async function migrationsBefore(all: URL, file: string) {
  const from = fileURLToPath(all);
  const folder = await mkdtemp(path.join(tmpdir(), 'ferry-schema-'));
  for (const name of await readdir(from)) {
    if (name < file) await cp(path.join(from, name), path.join(folder, name));
  }
  return { folder: pathToFileURL(`${folder}/`), remove: () => rm(folder, { recursive: true }) };
}
