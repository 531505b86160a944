/** ferry demo: loads the sample business in a home of its own, with nothing set up. */
import { cp, rm } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { readRoute } from './connected-route.ts';
import type { CommonOptions, Context } from './context.ts';
import { EXIT, type ExitCode } from './exit.ts';
import { untilInterrupted } from './interrupt.ts';
import { openOutput } from './output/output.ts';
import { runRoute } from './run.ts';
import { type ConsolePlace, withRuntime } from './runtime.ts';

export interface DemoOptions extends CommonOptions {
  readonly stay?: boolean;
}

const SAMPLE = fileURLToPath(new URL('../embedded/sample', import.meta.url));
const MAPPINGS = fileURLToPath(new URL('../../mappings', import.meta.url));

/** Exits 0 when the run settled, whatever it quarantined: the sample is dirty on purpose. A second demo changes nothing. */
export async function demo(context: Context, { stay }: DemoOptions): Promise<ExitCode> {
  const { output } = context;
  const home = path.join(context.home, 'demo');
  const sample = path.join(home, 'sample');
  await rm(sample, { recursive: true, force: true });
  await cp(SAMPLE, sample, { recursive: true });
  const env = { ...context.env, FERRY_MAPPINGS: MAPPINGS };
  const config = path.join(sample, 'ferry.yaml');
  const caller = { ...context.caller, home: path.relative('', home) || home, config: path.relative('', config) };
  const own: Context = { ...context, home, env, config, caller, output: openOutput(output.json, caller) };
  output.say('Loading a sample business: exports of a CRM, registers, an ITSM, and a handbook, dirty on purpose.');
  const chosen = await readRoute(own, undefined);
  return withRuntime(own, async (runtime) => {
    const { exit, outcome } = await runRoute(own, runtime, { chosen });
    if (exit === EXIT.interrupted) return exit;
    if (stay === true) await keepConsole(own, await runtime.bringConsole());
    else output.say(context.output.asTyped('\nTo look around in the console: ferry demo --stay'));
    return outcome.state === 'settled' ? EXIT.done : EXIT.failed;
  });
}

async function keepConsole({ output }: Context, place: ConsolePlace): Promise<void> {
  output.say(`\nThe console stays up at ${place.url}   (token: ${place.tokenFile}). Ctrl-C stops it.`);
  await untilInterrupted();
}
