/** Installs the packages when they are missing or outdated, so that one command on a fresh clone is enough. Plain JavaScript: it runs before there is anything to run TypeScript with. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/**
 * Runs `npm ci` when node_modules isn't what package-lock.json says, else returns at once (about 10 ms).
 * Everything it prints goes to stderr. Exits 1 when npm fails.
 * @param {'use' | 'test'} purpose `test` needs the development packages as well
 * @param {string} root the directory of package-lock.json
 */
export function ensureInstalled(purpose = 'use', root = ROOT) {
  const why = reasonToInstall(purpose, root);
  if (!why) return;
  console.error(`${why}: running npm ci once (about half a minute) …`);
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const { status, error } = spawnSync(npm, ['ci', '--no-audit', '--no-fund'], {
    cwd: root,
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
  });
  if (status === 0) return;
  console.error(`npm ci failed${error ? ` (${error.message})` : ''}. Run it by hand in ${root} to see why.`);
  process.exit(1);
}

/** One clause that says what doesn't fit, or undefined when all is in place. */
export function reasonToInstall(purpose, root) {
  const wanted = packagesIn(path.join(root, 'package-lock.json'));
  if (!wanted) return undefined; // installed as a package itself: npm saw to it
  const present = packagesIn(path.join(root, 'node_modules', '.package-lock.json'));
  if (!present) return 'The packages are not installed yet';
  for (const [name, { version, link, optional, dev, devOptional }] of Object.entries(wanted)) {
    const needed = !(link || optional || devOptional || (dev && purpose === 'use'));
    const found = present[name];
    if (found ? found.version !== version : needed) return `${name.replace(/^.*node_modules\//, '')} is not ${version}`;
  }
  return undefined;
}

function packagesIn(file) {
  let text;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
  const { '': _self, ...packages } = JSON.parse(text).packages;
  return packages;
}
