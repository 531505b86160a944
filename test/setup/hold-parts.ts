/** A command reduced to what matters here: takes the embedded servers, prints where they are, keeps them until killed. */
import { acquireServices } from '../../src/embedded/services.ts';

const [home = ''] = process.argv.slice(2);
const { databaseUrl, temporalAddress } = await acquireServices({
  home,
  env: process.env,
  note: (line) => console.log(JSON.stringify({ note: line })),
});
console.log(JSON.stringify({ databaseUrl, temporalAddress }));
process.stdin.resume(); // its end is ours, so that nothing stays when the test is killed
