/** Bundles the workflows for Temporal once per state of their code: bundling takes seconds, reading a bundle doesn't. */
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const PARTS = ['workflows', 'src/model'];

/** Path of a bundle of the workflows as they are now, made in `cacheDir` unless it is there already. */
export async function workflowBundle(cacheDir: string): Promise<string> {
  const file = path.join(cacheDir, `workflows-${await stateOfCode()}.js`);
  if (await exists(file)) return file;
  const { bundleWorkflowCode, DefaultLogger } = await import('@temporalio/worker');
  const workflowsPath = path.join(ROOT, 'workflows/index.ts');
  const { code } = await bundleWorkflowCode({ workflowsPath, logger: new DefaultLogger('ERROR') });
  await mkdir(cacheDir, { recursive: true, mode: 0o700 });
  const partial = `${file}.${process.pid}`;
  await writeFile(partial, code);
  await rename(partial, file);
  return file;
}

async function exists(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  );
}

/** Everything that can end up in the bundle, and the SDK that makes it. */
async function stateOfCode(): Promise<string> {
  const hash = createHash('sha256').update(sdkVersion());
  for (const part of PARTS) {
    const names = (await readdir(path.join(ROOT, part), { recursive: true, encoding: 'utf8' })).sort();
    for (const name of names.filter((each) => each.endsWith('.ts') && !each.endsWith('.test.ts'))) {
      hash.update(`${part}/${name}\n`).update(await readFile(path.join(ROOT, part, name)));
    }
  }
  return hash.digest('hex').slice(0, 16);
}

function sdkVersion(): string {
  const manifest: unknown = createRequire(import.meta.url)('@temporalio/worker/package.json');
  return JSON.stringify(manifest);
}
