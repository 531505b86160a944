/** The smallest command: acquires the embedded servers, prints their addresses, keeps them until it is killed. */
import { acquireServices } from '../../src/embedded/services.ts';

const [home = ''] = process.argv.slice(2);
const { databaseUrl, temporalAddress } = await acquireServices({
  home,
  env: process.env,
  note: (line) => console.log(JSON.stringify({ note: line })),
});
console.log(JSON.stringify({ databaseUrl, temporalAddress }));
process.stdin.resume(); // ends with the test, so that nothing is left when that is killed
