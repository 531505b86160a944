/** ferry up: servers, console and worker together, for as long as the command stays. */
import type { CommonOptions, Context } from './context.ts';
import { EXIT, type ExitCode } from './exit.ts';
import { untilInterrupted } from './interrupt.ts';
import { type Runtime, withRuntime } from './runtime.ts';
import { liveUp, removeUp, type Up, writeUp } from './up-file.ts';
import { startOwnWorker } from './with-worker.ts';

/** Says where everything is once all of it is ready; other commands in this home then use it. */
export async function up(context: Context, _options: CommonOptions): Promise<ExitCode> {
  const { home, env, output } = context;
  const other = await liveUp(home);
  if (other !== null) {
    output.say(`It is up already (pid ${other.pid}).`);
    tell(context, other);
    return EXIT.done;
  }
  return withRuntime(context, async (runtime) => {
    const console = await runtime.bringConsole();
    const worker = await startOwnWorker({ home, env, runtime, console });
    const place = placeOf(runtime, console);
    await writeUp(home, place);
    tell(context, place);
    await Promise.race([untilInterrupted(), worker.ended]);
    await removeUp(home);
    await worker.stop();
    return EXIT.done;
  });
}

function placeOf({ services }: Runtime, console: Up['console']): Up {
  const temporal = { address: services.temporalAddress, ui: services.temporalUi };
  const { url, tokenFile } = console;
  return {
    pid: process.pid,
    console: { url, tokenFile },
    dashboard: null,
    temporal,
    database: withoutPassword(services.databaseUrl),
  };
}

/** The password stays where it is kept: in the environment or in FERRY_HOME. */
export function withoutPassword(databaseUrl: string): string {
  const url = new URL(databaseUrl);
  url.password = '';
  return url.href;
}

function tell({ output }: Context, place: Up): void {
  output.say(`console    ${place.console.url}   (token: ${place.console.tokenFile})`);
  output.say(
    `Temporal   ${place.temporal.address}${place.temporal.ui === null ? '' : `   (pages: ${place.temporal.ui})`}`,
  );
  output.say(`database   ${place.database}`);
  output.say('Ready. Ctrl-C stops it.');
  const { console, dashboard, temporal, database } = place;
  output.give({ console, dashboard, temporal, database });
}
