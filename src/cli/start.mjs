/** Starts the CLI on a bare checkout: installs what is missing, then runs TypeScript as it is. */
import { ensureInstalled } from '../embedded/install.mjs';

ensureInstalled();
const { register } = await import('tsx/esm/api');
register();
const { main } = await import('./main.ts');
process.exitCode = await main(process.argv, process.env);
// A child with an open line to its parent would stay for ever, also after a failure.
if (process.connected) process.disconnect();
