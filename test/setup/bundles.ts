/** Homes of tests share the workflow bundle: making it takes seconds, and its name has the state of the code in it. */
import { copyFileSync, existsSync, mkdirSync, readdirSync, renameSync } from 'node:fs';
import path from 'node:path';

const KEPT = path.resolve(import.meta.dirname, '../../.cache/bundles');

/** Makes a home as Ferry would, with the bundles that other homes made. */
export function openHomeWithBundles(home: string): void {
  mkdirSync(home, { mode: process.getuid?.() === 0 ? 0o711 : 0o700 });
  mkdirSync(path.join(home, 'cache'), { mode: 0o700 });
  copyMissing(KEPT, path.join(home, 'cache'));
}

/** Keeps what a home bundled for the homes to come. */
export function keepBundles(home: string): void {
  copyMissing(path.join(home, 'cache'), KEPT);
}

function copyMissing(from: string, to: string): void {
  if (!existsSync(from)) return;
  mkdirSync(to, { recursive: true });
  for (const name of readdirSync(from)) {
    const file = path.join(to, name);
    if (!/^workflows-\w+\.js$/.test(name) || existsSync(file)) continue;
    // Other files of tests may do the same at this moment.
    copyFileSync(path.join(from, name), `${file}.${process.pid}`);
    renameSync(`${file}.${process.pid}`, file);
  }
}
