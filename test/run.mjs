/** What `npm test` runs, alone on a fresh clone too: installs if need be, then everything but the end-to-end tests. */
import { spawn } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureInstalled } from '../src/embedded/install.mjs';
import { oldNode } from '../src/embedded/node-version.mjs';

const tooOld = oldNode(process.versions.node);
if (tooOld !== null) {
  console.error(tooOld);
  process.exit(1);
}
ensureInstalled('test');

const root = fileURLToPath(new URL('..', import.meta.url));
const projects = ['unit', 'contract', 'workflow'].flatMap((name) => ['--project', name]);
const vitest = path.join(root, 'node_modules', 'vitest', 'vitest.mjs');

const run = spawn(process.execPath, [vitest, 'run', ...projects, ...process.argv.slice(2)], {
  cwd: root,
  stdio: 'inherit',
});
// A Ctrl-C reaches vitest as well; we only wait for it to stop its servers.
process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => run.kill('SIGTERM'));
run.once('exit', (code, signal) => process.exit(signal ? 1 : code));
